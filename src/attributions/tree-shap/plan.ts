import { goesLeft, missingRules, type TreeEnsemble } from "../../models/trees/ensemble.js";
import type { Bins } from "./bins.js";
import type { Forest } from "./forest.js";
import { mostTabulated } from "./subsets.js";

/** Which leaves share a table, which have one of their own, and which none. */
export interface Limits {
  /** Most cells of a table. */
  readonly cells: number;
  /** Most inputs on the path of a leaf that has a table, up to {@link mostTabulated}. */
  readonly inputs: number;
}

/** No limits but those of memory near the processor and of tables over sets of inputs. */
export const widest: Limits = { cells: 2 ** 14, inputs: mostTabulated };

export interface Plan {
  /** Nodes whose leaves share a table; some are leaves themselves. */
  readonly tables: readonly number[];
  /** Leaves without a table. */
  readonly large: readonly number[];
}

/** Nanoseconds, measured on one machine: only how they compare matters, and only to speed. */
const cost = {
  group: 50_000,
  cellOfLeaf: 0.8,
  cellOfLeafAndInput: 0.8,
  cellOfRow: 2,
  lookUp: 1.2,
  /** More per cell of the table, which leaves the processor's nearest cache. */
  lookUpInCells: 1 / 1600,
  conditionOfRow: 5,
};

/**
 * Cuts trees into subtrees, each with one table for its leaves, as is done soonest for a number of rows. The tree of a single leaf is in
 * no list: it explains nothing.
 */
export function planner(forest: Forest, rows: number, limits: Limits): (root: number) => Plan {
  const { feature, left, right, width } = forest.trees;
  const extentUnder = extentCounter(forest, limits);
  const onPath = new Uint32Array(width);
  return (root) => {
    const tables: number[] = [];
    const large: number[] = [];
    const leaf = (node: number, inputs: number): number => {
      if (inputs === 0) return 0;
      const isTabulated = inputs <= limits.inputs && 2 ** inputs <= limits.cells;
      (isTabulated ? tables : large).push(node);
      return isTabulated
        ? costOf({ cells: 2 ** inputs, leaves: 1, inputs }, rows)
        : cost.group + rows * inputs * cost.conditionOfRow;
    };
    const visit = (node: number, inputs: number): number => {
      const input = feature[node]!;
      if (input < 0) return leaf(node, inputs);
      const extent = extentUnder(node, onPath, inputs);
      const together = extent === null ? Number.POSITIVE_INFINITY : costOf(extent, rows);
      const [tablesBefore, largeBefore] = [tables.length, large.length];
      const below = onPath[input]!++ === 0 ? inputs + 1 : inputs;
      const apart = visit(left[node]!, below) + visit(right[node]!, below);
      onPath[input]!--;
      if (together > apart) return apart;
      tables.length = tablesBefore;
      large.length = largeBefore;
      tables.push(node);
      return together;
    };
    visit(root, 0);
    return { tables, large };
  };
}

interface Extent {
  readonly cells: number;
  readonly leaves: number;
  /** Inputs on the paths to the leaves. */
  readonly inputs: number;
}

function costOf({ cells, leaves, inputs }: Extent, rows: number): number {
  const making = cells * leaves * (cost.cellOfLeaf + inputs * cost.cellOfLeafAndInput);
  return cost.group + making + rows * inputs * (cost.cellOfRow + cost.lookUp + cells * cost.lookUpInCells);
}

type ExtentCounter = (node: number, onPath: Uint32Array, inputsAbove: number) => Extent | null;

/** What the splits on an input under a node do, as bits. */
const does = { missingLeft: 1, missingRight: 2, zeroIsMissing: 4, categories: 8 } as const;

function doingOf(trees: TreeEnsemble, node: number): number {
  if (trees.feature[node]! < 0) return 0;
  if (trees.categorySet[node]! >= 0) return does.categories;
  const zero = trees.missing[node] === missingRules.zero ? does.zeroIsMissing : 0;
  return zero | (goesLeft(trees, node, Number.NaN) ? does.missingLeft : does.missingRight);
}

/** Segments that missing values may need for themselves: where all splits send them one way, they go with the least or the largest numbers. */
const segmentsOfMissing = (doing: number): number =>
  ((doing & 3) === 3 ? 1 : 0) + ((doing & does.zeroIsMissing) === 0 ? 0 : 1);

/**
 * At most how many cells there are under a node, with its leaves and inputs; null beyond the limits. Each input's axis has a segment more
 * than it has different splits under the node, and one for all that the path to the node rules out; categories may double them.
 */
function extentCounter({ trees, bins }: Forest, limits: Limits): ExtentCounter {
  const { feature, left, right } = trees;
  const splitOf = splitNumbers(trees, bins);
  const doing = Uint8Array.from(feature, (_, node) => doingOf(trees, node));
  const seen = new Int32Array(splitOf.reduce((most, split) => Math.max(most, split), 0) + 1).fill(-1);
  const counted = new Int32Array(trees.width).fill(-1);
  const segments = new Int32Array(trees.width);
  const done = new Uint8Array(trees.width);
  const open: number[] = [];

  return (node, onPath, inputsAbove) => {
    let [cells, leaves, inputs] = [2 ** inputsAbove, 0, inputsAbove];
    open.length = 0;
    for (let at: number | undefined = node; at !== undefined; at = open.pop()) {
      if (cells > limits.cells || inputs > limits.inputs) return null;
      const input = feature[at]!;
      if (input < 0) {
        leaves++;
        continue;
      }
      open.push(right[at]!, left[at]!);
      if (counted[input] !== node) {
        counted[input] = node;
        segments[input] = onPath[input]! > 0 ? 2 : 1;
        done[input] = 0;
        if (onPath[input] === 0) inputs++;
      }
      const before = segments[input]! + segmentsOfMissing(done[input]!);
      done[input]! |= doing[at]!;
      if (seen[splitOf[at]!] !== node) {
        seen[splitOf[at]!] = node;
        segments[input]! += (done[input]! & does.categories) === 0 ? 1 : before;
      }
      cells = (cells / before) * (segments[input]! + segmentsOfMissing(done[input]!));
    }
    return { cells, leaves, inputs };
  };
}

/** A number for each different split: an input and its first bin on the right, or a set of categories. */
function splitNumbers({ feature, categorySet }: TreeEnsemble, { starts, rank }: Bins): Int32Array {
  const offsets = new Int32Array(starts.length);
  let numeric = 0;
  for (const [input, { length }] of starts.entries()) {
    offsets[input] = numeric;
    numeric += length + 1;
  }
  return Int32Array.from(feature, (input, node) => {
    if (input < 0) return 0;
    return categorySet[node]! < 0 ? offsets[input]! + rank[node]! : numeric + categorySet[node]!;
  });
}
