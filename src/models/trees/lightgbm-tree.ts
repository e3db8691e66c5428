import type { Failure } from "../../core/errors.js";
import { missingRules } from "./ensemble.js";
import { blankTree, type PlainTree } from "./join-trees.js";
import type { Entries } from "./lightgbm-text.js";
import { nextUp } from "./next-up.js";

/** One tree of a LightGBM text model. */
export interface LightgbmTree {
  readonly entries: Entries;
  readonly output: number;
  /** The failure for a flaw: its words complete "tree 17 …". */
  readonly broken: (flaw: string) => Failure;
  /** Takes the lists of categories that the tree's nodes refer to. */
  readonly categorySets: Uint32Array[];
}

/**
 * Reads a tree of n leaves: splits are nodes 0 to n - 2, leaf k is node n - 1 + k; files write it as child -1 - k.
 * @throws Failure (unusable) where arrays are missing, of another length or out of range.
 */
export function lightgbmTree(source: LightgbmTree): { readonly tree: PlainTree; readonly hasCover: boolean } {
  const leaves = wholeNumber(source, "num_leaves");
  if (leaves === 0) throw source.broken("has no leaves");
  const splits = leaves - 1;
  const value = numbers(source, "leaf_value", leaves);
  const tree = blankTree(splits + leaves, source.output);
  tree.value.set(value, splits);
  if (splits === 0) return { tree, hasCover: true };
  readChildren(source, tree, splits);
  readConditions(source, tree, splits);
  const hasCover = (source.entries.get("leaf_count") ?? "").trim() !== "";
  if (hasCover) tree.cover.set(numbers(source, "leaf_count", leaves), splits);
  return { tree, hasCover };
}

function readChildren(source: LightgbmTree, tree: PlainTree, splits: number): void {
  for (const side of ["left", "right"] as const) {
    for (const [node, child] of numbers(source, `${side}_child`, splits).entries()) {
      if (!(Number.isInteger(child) && child >= -1 - splits && child < splits))
        throw source.broken(`has no node ${child}, which node ${node} points to`);
      tree[side][node] = child < 0 ? splits - 1 - child : child;
    }
  }
}

/** Bits of `decision_type` (include/LightGBM/tree.h): 1 categorical, 2 missing values go left, 4 and 8 what is missing. */
const decisionBits = { categorical: 1, missingLeft: 2, all: 15 } as const;
const missingOf = [missingRules.none, missingRules.zero, missingRules.nan] as const;

/** Numbers go left where value <= threshold, listed categories always; a missing category is none of the listed. */
function readConditions(source: LightgbmTree, tree: PlainTree, splits: number): void {
  const [features, thresholds, decisions] = ["split_feature", "threshold", "decision_type"].map((key) =>
    numbers(source, key, splits),
  ) as [Float64Array, Float64Array, Float64Array];
  const firstSet = source.categorySets.length;
  const sets = categorySetsOf(source);
  for (const set of sets) source.categorySets.push(set);
  for (let node = 0; node < splits; node++) {
    const [feature, threshold, bits] = [features[node]!, thresholds[node]!, decisions[node]!];
    const rule = missingOf[bits >> 2];
    if (rule === undefined || bits !== (bits & decisionBits.all))
      throw source.broken(`has an unknown decision_type (node ${node})`);
    if (!(feature >= 0 && feature < 2 ** 31 && Number.isInteger(feature)))
      throw source.broken(`splits on an input that is no whole number (node ${node})`);
    tree.feature[node] = feature;
    if ((bits & decisionBits.categorical) === 0) {
      tree.missing[node] = rule;
      tree.missingLeft[node] = (bits & decisionBits.missingLeft) === 0 ? 0 : 1;
      tree.threshold[node] = nextUp(threshold);
    } else {
      if (sets[threshold] === undefined) throw source.broken(`has no list ${threshold} of categories (node ${node})`);
      tree.categorySet[node] = firstSet + threshold;
      tree.listedLeft[node] = 1;
    }
  }
}

/** List k is words `cat_boundaries[k]` to `cat_boundaries[k + 1]` of `cat_threshold`. */
function categorySetsOf(source: LightgbmTree): Uint32Array[] {
  const count = wholeNumber(source, "num_cat");
  if (count === 0) return [];
  const bounds = numbers(source, "cat_boundaries", count + 1);
  if (bounds[0] !== 0 || !bounds.every((bound, at) => Number.isInteger(bound) && bound >= (bounds[at - 1] ?? 0)))
    throw source.broken("has cat_boundaries that do not rise");
  const words = numbers(source, "cat_threshold", bounds[count]!);
  if (!words.every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** 32))
    throw source.broken("has words of more than 32 bits in cat_threshold");
  return Array.from({ length: count }, (_, set) => Uint32Array.from(words.subarray(bounds[set], bounds[set + 1])));
}

function wholeNumber(source: LightgbmTree, key: string): number {
  const value = numbers(source, key, 1)[0]!;
  if (Number.isInteger(value) && value >= 0 && value < 2 ** 31) return value;
  throw source.broken(`has no whole number at "${key}"`);
}

/** The numbers at a key. They are counted in the text before anything is made of them, because `length` is the file's own claim. */
function numbers({ entries, broken }: LightgbmTree, key: string, length: number): Float64Array {
  const text = entries.get(key)?.trim();
  if (text === undefined) throw broken(`has no "${key}"`);
  const parts = text === "" ? [] : text.split(" ");
  if (parts.length !== length) throw broken(`has ${parts.length} values at "${key}" where ${length} belong`);
  const values = Float64Array.from(parts, (part) => (part === "" ? Number.NaN : Number(part)));
  if (values.some(Number.isNaN)) throw broken(`has a value at "${key}" that is no number`);
  return values;
}
