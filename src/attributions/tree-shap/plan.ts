import type { Forest } from "./forest.js";
import { mostTabulated } from "./subsets.js";

/** Which leaves share a table, which have one of their own, and which none. */
export interface Limits {
  /** Most cells of a table. */
  readonly cells: number;
  /** Most inputs on the path of a leaf that has a table, up to {@link mostTabulated}. */
  readonly inputs: number;
}

/** A quarter of what 16 bits can number: segments for missing values, which are not counted beforehand, at most double the cells twice. */
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

/**
 * Cells, leaves and inputs under a node; null beyond the limits. Each input's axis has a segment more than it has different splits under
 * the node, and one for all that the path to the node rules out.
 */
function extentCounter({ trees, bins }: Forest, limits: Limits): ExtentCounter {
  const { feature, left, right, categorySet } = trees;
  const offsets = bins.starts.map(() => 0);
  const numericSplits = bins.starts.reduce((sum, { length }, input) => {
    offsets[input] = sum;
    return sum + length + 1;
  }, 0);
  const splitOf = (node: number): number =>
    categorySet[node]! < 0 ? offsets[feature[node]!]! + bins.rank[node]! : numericSplits + categorySet[node]!;
  const seen = new Int32Array(numericSplits + trees.categorySets.length).fill(-1);
  const segments = new Int32Array(trees.width);
  const counted = new Int32Array(trees.width).fill(-1);
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
      const split = splitOf(at);
      if (seen[split] === node) continue;
      seen[split] = node;
      if (counted[input] !== node) {
        segments[input] = onPath[input]! > 0 ? 2 : 1;
        if (onPath[input] === 0) inputs++;
      }
      counted[input] = node;
      const before = segments[input]!;
      segments[input] = categorySet[at]! < 0 ? before + 1 : 2 * before;
      cells = (cells / before) * segments[input]!;
    }
    return { cells, leaves, inputs };
  };
}
