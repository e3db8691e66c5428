import { below, damaged, type Field, integer, integerAt, type NumberList, numbers } from "./fields.js";
import { blankTree, type PlainTree } from "./join-trees.js";
import type { CategorySets } from "./xgboost-categories.js";

/** What the trees of a file have in common. */
export interface XgboostForest {
  /** Number of inputs. */
  readonly width: number;
  /** Takes the lists of categories that nodes refer to. */
  readonly categories: CategorySets;
}

/** Where a tree's leaves go. */
export interface XgboostTarget {
  /** Output of a tree with one number per leaf; null: leaves hold one number per output. */
  readonly output: number | null;
  readonly outputs: number;
  /** Factor of all its leaves (DART). */
  readonly weight: number;
}

const mostNodes = 2 ** 31 - 1;
/** Deepest tree that is read: libraries stop far earlier unless told otherwise. */
const deepest = 1000;

/** The arrays of a tree as the file has them: nodes that were pruned away still stand among the others. */
interface Arrays {
  readonly tree: Field;
  readonly left: NumberList;
  readonly right: NumberList;
  readonly feature: NumberList;
  readonly condition: NumberList;
  readonly missingLeft: NumberList;
  /** 1 at categorical splits. Null where the file knows none (before version 1.3). */
  readonly isCategorical: NumberList | null;
  readonly hessian: NumberList | null;
}

/**
 * Reads a tree, as several with the same splits where its leaves hold one number per output.
 * Values less than the condition go left as float32, listed categories right.
 * @throws Failure (unusable) where arrays are missing, of another length, or lead in circles.
 */
export function xgboostTree(
  tree: Field,
  forest: XgboostForest,
  target: XgboostTarget,
): { readonly trees: readonly PlainTree[]; readonly hasCover: boolean } {
  const arrays = arraysOf(tree);
  const order = fromRoot(arrays);
  const splits = splitsOf(arrays, order, forest);
  const trees = leafValues(arrays, target).map(({ output, leafValue }) => {
    const value = Float64Array.from(order, (node, place) =>
      splits.feature[place] === -1 ? Math.fround(leafValue(node)) * target.weight : 0,
    );
    return { ...splits, output, value };
  });
  return { trees, hasCover: arrays.hessian !== null };
}

function arraysOf(tree: Field): Arrays {
  const nodes = integer(below(tree, "tree_param", "num_nodes"), 1, mostNodes);
  const list = (key: string): NumberList => numbers(below(tree, key), nodes);
  const optional = (key: string): NumberList | null => (below(tree, key).value === undefined ? null : list(key));
  return {
    tree,
    left: list("left_children"),
    right: list("right_children"),
    feature: list("split_indices"),
    condition: list("split_conditions"),
    missingLeft: list("default_left"),
    isCategorical: optional("split_type"),
    hessian: optional("sum_hessian"),
  };
}

const isLeaf = ({ left }: Arrays, node: number): boolean => left.values[node] === -1;

/** Nodes that the root reaches, each before those below it and the left before the right. */
function fromRoot(arrays: Arrays): Int32Array {
  const { tree, left, right } = arrays;
  const nodes = left.values.length;
  const order = new Int32Array(nodes);
  const depth = new Int32Array(nodes).fill(-1);
  depth[0] = 0;
  const open = [0];
  let found = 0;
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    order[found++] = node;
    if (isLeaf(arrays, node)) continue;
    if (depth[node] === deepest) throw damaged(tree, `is deeper than ${deepest} splits`);
    for (const children of [right, left]) {
      const child = integerAt(children, node, 0, nodes - 1);
      if (depth[child] !== -1) throw damaged(tree, `reaches node ${child} twice`);
      depth[child] = depth[node]! + 1;
      open.push(child);
    }
  }
  return order.slice(0, found);
}

/** A tree with its splits and covers, numbered in the order given. */
function splitsOf(arrays: Arrays, order: Int32Array, { width, categories }: XgboostForest): PlainTree {
  const { left, right, feature, condition, missingLeft, isCategorical, hessian } = arrays;
  const tree = blankTree(order.length, 0);
  const placeOf = new Int32Array(left.values.length);
  for (const [at, node] of order.entries()) placeOf[node] = at;
  const listOf = categoriesOf(arrays);
  for (const [at, node] of order.entries()) {
    if (hessian !== null) tree.cover[at] = Math.fround(hessian.values[node]!);
    if (isLeaf(arrays, node)) continue;
    tree.feature[at] = integerAt(feature, node, 0, width - 1);
    tree.left[at] = placeOf[left.values[node]!]!;
    tree.right[at] = placeOf[right.values[node]!]!;
    tree.missingLeft[at] = integerAt(missingLeft, node, 0, 1);
    if (isCategorical?.values[node] === 1) tree.categorySet[at] = categories.add(...listOf(node));
    else tree.threshold[at] = Math.fround(condition.values[node]!);
  }
  return tree;
}

/** By output: the value of a leaf by its number in the file. */
function leafValues(
  { tree, left, right, condition }: Arrays,
  { output, outputs }: XgboostTarget,
): { readonly output: number; readonly leafValue: (node: number) => number }[] {
  if (output !== null) return [{ output, leafValue: (node) => condition.values[node]! }];
  // Since version 3.1 vectors stand in a list of leaves, whose place is the leaf's right child; before, in a list of all nodes.
  const ofLeaves = below(tree, "leaf_weights");
  const isOfLeaves = ofLeaves.value !== undefined;
  const leaves = left.values.reduce((sum, child) => sum + (child === -1 ? 1 : 0), 0);
  const { values } = isOfLeaves
    ? numbers(ofLeaves, leaves * outputs)
    : numbers(below(tree, "base_weights"), left.values.length * outputs);
  return Array.from({ length: outputs }, (_, at) => ({
    output: at,
    leafValue: (node) => values[(isOfLeaves ? right.values[node]! : node) * outputs + at] ?? Number.NaN,
  }));
}

/** Finds the codes that a categorical node lists: their list, the first and how many. */
function categoriesOf({ tree, isCategorical }: Arrays): (node: number) => [NumberList, number, number] {
  const isUsed = isCategorical?.values.includes(1) === true;
  const list = (key: string): NumberList => numbers(isUsed ? below(tree, key) : { ...tree, value: [] });
  const [nodes, starts, sizes, codes] = (
    ["categories_nodes", "categories_segments", "categories_sizes", "categories"] as const
  ).map(list) as [NumberList, NumberList, NumberList, NumberList];
  const entries = new Map(Array.from(nodes.values, (node, entry) => [node, entry]));
  return (node) => {
    const entry = entries.get(node);
    if (entry === undefined) throw damaged(nodes.field, `does not list node ${node}`);
    const start = integerAt(starts, entry, 0, codes.values.length);
    return [codes, start, integerAt(sizes, entry, 0, codes.values.length - start)];
  };
}
