/**
 * Trees of any library in one flat form: node after node, tree after tree. Numbers of nodes index the arrays below; a leaf has
 * `feature` -1 and children -1. Several outputs (classes) are several trees: each tree adds to one output.
 */
export interface TreeEnsemble {
  /** Names of the inputs in the model's order, as its file has them, else null. */
  readonly inputs: readonly string[] | null;
  /** Number of inputs. */
  readonly width: number;
  /** Raw outputs: 1 for a binary or regression model, else one per class. */
  readonly outputs: number;
  /** First node of each tree. */
  readonly roots: Int32Array;
  /** The output that each tree adds to. */
  readonly treeOutput: Int32Array;
  /** Input a node splits on; -1 at leaves. */
  readonly feature: Int32Array;
  /** Numeric splits: a value goes left when it is less, after rounding to float32 where `single`. */
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  /** What a node does with missing values, see {@link missingRules}. */
  readonly missing: Uint8Array;
  /** Where missing values go: 1 left, 0 right. */
  readonly missingLeft: Uint8Array;
  /** Categorical splits: place in {@link categorySets}; -1 at numeric splits and leaves. */
  readonly categorySet: Int32Array;
  /** Bit sets of category codes: code c is listed when bit c % 32 of word c / 32 is set. */
  readonly categorySets: readonly Uint32Array[];
  /** Categorical splits: where listed categories go, 1 left, 0 right; all others go the other way. */
  readonly listedLeft: Uint8Array;
  /** Values of leaves, weights of trees (DART, averages) already in; 0 at splits. */
  readonly value: Float64Array;
  /** What the library says went through each node in training: rows or sums of hessians, each split the sum of its children. Null where the file does not tell. */
  readonly cover: Float64Array | null;
  /** Raw output before any tree, per output. */
  readonly base: Float64Array;
  /** From raw outputs to answers. */
  readonly link: Link;
  /** Whether values are compared as float32. */
  readonly single: boolean;
}

/** How raw outputs become answers: a probability by one logistic or per class, a distribution, a positive number, 1 above 0 and else 0, or as they are. */
export type Link = "identity" | "logistic" | "softmax" | "logistic_each" | "exponential" | "step";

/**
 * What counts as missing at a node. `nan`: NaN. `none`: nothing, NaN is read as 0. `zero`: NaN and |value| ≤ 1e-35
 * (kZeroThreshold in LightGBM's meta.h).
 */
export const missingRules = { nan: 0, none: 1, zero: 2 } as const;

export const zeroThreshold = 1e-35;

/** Whether a value goes left at a split: what every evaluator and explainer must agree with. */
export function goesLeft(trees: TreeEnsemble, node: number, raw: number): boolean {
  const set = trees.categorySets[trees.categorySet[node]!];
  return set === undefined ? numberGoesLeft(trees, node, raw) : categoryGoesLeft(trees, node, set, raw);
}

function numberGoesLeft(trees: TreeEnsemble, node: number, raw: number): boolean {
  const rule = trees.missing[node];
  const value = Number.isNaN(raw) && rule !== missingRules.nan ? 0 : raw;
  const isMissing = rule === missingRules.zero ? Math.abs(value) <= zeroThreshold : Number.isNaN(value);
  if (isMissing) return trees.missingLeft[node] === 1;
  return (trees.single ? Math.fround(value) : value) < trees.threshold[node]!;
}

/** A code is cut towards 0, as all libraries do; a negative one is no category. */
function categoryGoesLeft(trees: TreeEnsemble, node: number, set: Uint32Array, raw: number): boolean {
  if (Number.isNaN(raw)) return trees.missingLeft[node] === 1;
  const code = Math.trunc(raw);
  const isListed = code >= 0 && code < set.length * 32 && ((set[code >>> 5]! >>> (code & 31)) & 1) === 1;
  return isListed === (trees.listedLeft[node] === 1);
}
