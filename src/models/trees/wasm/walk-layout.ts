import { memoryLayout } from "../../kernels.js";
import type { TreeEnsemble } from "../ensemble.js";
import type { BlockPlan } from "../tree-blocks.js";

/** Rows of a tile: the kernel takes so many down a tree at once. */
export const tileRows = 8;
const numberBytes = 8;
const nodeBytes = 16;
const treeBytes = 12;

/** Where things begin in the kernel's memory, in bytes; tree-walk.as says what they look like. */
export interface WalkLayout {
  /** Tiles of a block. */
  readonly tiles: number;
  readonly tileBytes: number;
  /** Of the sums of a row. */
  readonly rowBytes: number;
  readonly trees: number;
  readonly treesEnd: number;
  readonly nodes: number;
  /** By node: a number. */
  readonly values: number;
  readonly block: number;
  readonly sums: number;
  /** One input's numbers of a block, before they are laid out. */
  readonly column: number;
  readonly end: number;
}

export function walkLayout(trees: TreeEnsemble, { rows, width }: BlockPlan): WalkLayout {
  const tiles = Math.ceil(rows / tileRows);
  const tileBytes = tileRows * width * numberBytes;
  const rowBytes = trees.outputs * numberBytes;
  const { next, end } = memoryLayout();
  const treesAt = next(trees.roots.length * treeBytes);
  const nodes = next(trees.feature.length * nodeBytes);
  const values = next(trees.feature.length * numberBytes);
  const block = next(tiles * tileBytes);
  const sums = next(tiles * tileRows * rowBytes);
  const column = next(tiles * tileRows * numberBytes);
  const treesEnd = treesAt + trees.roots.length * treeBytes;
  return { tiles, tileBytes, rowBytes, trees: treesAt, treesEnd, nodes, values, block, sums, column, end: end() };
}

/** First byte of a place in a tile. */
export const placeAt = (place: number): number => place * tileRows * numberBytes;

/** Writes the trees: each level's nodes after those of the level above, a right child before its left sibling. */
export function writeTrees(trees: TreeEnsemble, plan: BlockPlan, layout: WalkLayout, buffer: ArrayBuffer): void {
  const words = new Uint32Array(buffer);
  const numbers = new Float64Array(buffer);
  let free = layout.nodes;
  for (const [tree, root] of trees.roots.entries()) {
    const at = (layout.trees + tree * treeBytes) / 4;
    words[at] = free;
    words[at + 2] = trees.treeOutput[tree]! * numberBytes;
    free += nodeBytes;
    let address = words[at]!;
    let levels = 0;
    for (let level = [root]; ; levels++) {
      const below: number[] = [];
      for (const node of level) {
        const isLeaf = trees.feature[node]! < 0;
        numbers[address / 8] = isLeaf ? Number.NEGATIVE_INFINITY : plan.threshold[node]!;
        words[address / 4 + 2] = isLeaf ? 0 : placeAt(plan.place[node]!);
        words[address / 4 + 3] = isLeaf ? address : free;
        if (isLeaf) numbers[(layout.values + (address - layout.nodes) / 2) / 8] = trees.value[node]!;
        else {
          free += 2 * nodeBytes;
          below.push(trees.right[node]!, trees.left[node]!);
        }
        address += nodeBytes;
      }
      if (below.length === 0) break;
      level = below;
    }
    words[at + 1] = levels;
  }
}
