import { type Kernel, started } from "../../kernels.js";
import { goesLeft, missingRules, type TreeEnsemble, zeroThreshold } from "../ensemble.js";
import type { BlockPlan, TreeInputs } from "../tree-blocks.js";
import { placeAt, tileRows, walkLayout, writeTrees } from "./walk-layout.js";

/** The functions of tree-walk.as, whose comments say what they take. */
interface TreeWalk {
  readonly addTrees: (
    trees: number,
    treesEnd: number,
    nodes: number,
    values: number,
    block: number,
    tileBytes: number,
    tiles: number,
    sums: number,
    rowBytes: number,
  ) => void;
  readonly fillPlace: (
    numbers: number,
    tiles: number,
    place: number,
    tileBytes: number,
    forNaN: number,
    forZero: number,
    zero: number,
    single: number,
  ) => void;
}

/**
 * Raw outputs by the kernel, to the last bit those of plain loops: the same leaves, added in the same order. Null where the ensemble does not
 * fit into the kernel's memory.
 */
export function walkTrees(
  trees: TreeEnsemble,
  plan: BlockPlan,
  module: Kernel,
): ((inputs: TreeInputs, rows: number) => Float64Array) | null {
  const layout = walkLayout(trees, plan);
  const kernel = started<TreeWalk>(module, layout.end);
  if (kernel === null) return null;
  const { functions: walk, buffer } = kernel;
  const { tiles, tileBytes, rowBytes, column, block } = layout;
  writeTrees(trees, plan, layout, buffer);
  const blockRows = tiles * tileRows;
  const numbers = new Float64Array(buffer, column, blockRows);
  const cells = new Float64Array(buffer, block, blockRows * plan.width);
  const sums = new Float64Array(buffer, layout.sums, blockRows * trees.outputs);
  const places = plan.splits
    .map(({ node, isDecided }, place) => ({ node, isDecided, place, ...substitutes(trees, node) }))
    .sort((a, b) => trees.feature[a.node]! - trees.feature[b.node]!);

  const fill = (inputs: TreeInputs, from: number, size: number, used: number): void => {
    let values: TreeInputs[number] = numbers;
    let copied = -1;
    for (const { node, isDecided, place, forNaN, forZero, zero } of places) {
      const input = trees.feature[node]!;
      if (input !== copied) {
        values = inputs[input]!.subarray(from, from + size);
        numbers.set(values);
        copied = input;
      }
      if (isDecided) decide(trees, node, values, cells, place, plan.width);
      else walk.fillPlace(column, used, block + placeAt(place), tileBytes, forNaN, forZero, zero, +trees.single);
    }
  };
  return (inputs, rows) => {
    const out = new Float64Array(rows * trees.outputs);
    for (let from = 0; from < rows; from += blockRows) {
      const size = Math.min(blockRows, rows - from);
      const used = Math.ceil(size / tileRows);
      fill(inputs, from, size, used);
      for (let at = 0; at < size * trees.outputs; at += trees.outputs) sums.set(trees.base, at);
      walk.addTrees(
        layout.trees,
        layout.treesEnd,
        layout.nodes,
        layout.values,
        block,
        tileBytes,
        used,
        layout.sums,
        rowBytes,
      );
      out.set(sums.subarray(0, size * trees.outputs), from * trees.outputs);
    }
    return out;
  };
}

/** What stands for missing values at the splits of a place, so that they go left or right at any threshold. */
interface Substitutes {
  readonly forNaN: number;
  readonly forZero: number;
  /** Numbers within ± this count as missing; -1 for none. */
  readonly zero: number;
}

function substitutes({ missing, missingLeft }: TreeEnsemble, node: number): Substitutes {
  const forMissing = missingLeft[node] === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return {
    forNaN: missing[node] === missingRules.none ? 0 : forMissing,
    forZero: forMissing,
    zero: missing[node] === missingRules.zero ? zeroThreshold : -1,
  };
}

/** Writes 0 where a split sends a value left and 1 elsewhere. */
function decide(
  trees: TreeEnsemble,
  node: number,
  values: Float32Array | Float64Array,
  cells: Float64Array,
  place: number,
  width: number,
): void {
  for (let row = 0; row < values.length; row++) {
    const inTile = row % tileRows;
    cells[(row - inTile) * width + place * tileRows + inTile] = goesLeft(trees, node, values[row]!) ? 0 : 1;
  }
}
