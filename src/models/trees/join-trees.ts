import type { TreeEnsemble } from "./ensemble.js";

/** One tree as a reader found it: nodes numbered from 0, the root first. Its arrays mean what they mean in {@link TreeEnsemble}. */
export interface PlainTree {
  readonly output: number;
  readonly feature: Int32Array;
  readonly threshold: Float64Array;
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly missing: Uint8Array;
  readonly missingLeft: Uint8Array;
  readonly categorySet: Int32Array;
  readonly listedLeft: Uint8Array;
  readonly value: Float64Array;
  /** Of leaves; those of splits are summed up by {@link joinTrees}. */
  readonly cover: Float64Array;
}

/** A tree of `nodes` leaves of value 0, for a reader to fill in. */
export const blankTree = (nodes: number, output: number): PlainTree => ({
  output,
  feature: new Int32Array(nodes).fill(-1),
  threshold: new Float64Array(nodes),
  left: new Int32Array(nodes).fill(-1),
  right: new Int32Array(nodes).fill(-1),
  missing: new Uint8Array(nodes),
  missingLeft: new Uint8Array(nodes),
  categorySet: new Int32Array(nodes).fill(-1),
  listedLeft: new Uint8Array(nodes),
  value: new Float64Array(nodes),
  cover: new Float64Array(nodes),
});

/**
 * What is wrong with a tree over `width` inputs, or null. Whatever passes can be walked from the root to a leaf without leaving
 * the tree and without end.
 */
export function flawOf(tree: PlainTree, width: number): string | null {
  const nodes = tree.feature.length;
  if (nodes === 0) return "has no nodes";
  for (let node = 0; node < nodes; node++) {
    const flaw = tree.feature[node] === -1 ? flawOfLeaf(tree, node) : flawOfSplit(tree, node, width);
    if (flaw !== null) return flaw;
  }
  const order = fromRoot(tree);
  if (order === null) return "reaches a node twice";
  return order.length < nodes ? `never reaches ${nodes - order.length} of its ${nodes} nodes` : null;
}

function flawOfLeaf({ value, cover }: PlainTree, node: number): string | null {
  if (!Number.isFinite(value[node])) return `has a leaf whose value is no finite number (node ${node})`;
  return cover[node]! >= 0 && Number.isFinite(cover[node])
    ? null
    : `has a leaf with a count that is none (node ${node})`;
}

function flawOfSplit(tree: PlainTree, node: number, width: number): string | null {
  const feature = tree.feature[node]!;
  if (feature < 0 || feature >= width) return `splits on input ${feature} of ${width} (node ${node})`;
  if (Number.isNaN(tree.threshold[node])) return `has a threshold that is no number (node ${node})`;
  for (const child of [tree.left[node]!, tree.right[node]!])
    if (child < 0 || child >= tree.feature.length) return `has no node ${child}, which node ${node} points to`;
  return null;
}

/** Nodes that the root reaches, parents before their children; null when one is reached twice, as in a cycle. */
function fromRoot({ feature, left, right }: PlainTree): Int32Array | null {
  const order = new Int32Array(feature.length);
  const seen = new Uint8Array(feature.length);
  seen[0] = 1;
  let found = 1;
  for (let at = 0; at < found; at++) {
    const node = order[at]!;
    if (feature[node] === -1) continue;
    for (const child of [left[node]!, right[node]!]) {
      if (seen[child] === 1) return null;
      seen[child] = 1;
      order[found++] = child;
    }
  }
  return order.subarray(0, found);
}

/** What joining trees does not tell of an ensemble. */
type Rest = Pick<TreeEnsemble, "inputs" | "width" | "outputs" | "categorySets" | "base" | "link" | "single"> & {
  readonly hasCover: boolean;
};

/** Trees that {@link flawOf} passed as one ensemble, in their order. */
export function joinTrees(trees: readonly PlainTree[], { hasCover, ...rest }: Rest): TreeEnsemble {
  const roots = new Int32Array(trees.length);
  let nodes = 0;
  for (const [place, tree] of trees.entries()) {
    roots[place] = nodes;
    nodes += tree.feature.length;
  }
  const whole = blankTree(nodes, 0);
  for (const [place, tree] of trees.entries()) putTree(tree, whole, roots[place]!);
  if (hasCover) for (const [place, tree] of trees.entries()) sumCovers(tree, whole.cover, roots[place]!);
  const { output: _, cover, ...arrays } = whole;
  const treeOutput = Int32Array.from(trees, ({ output }) => output);
  return { ...rest, ...arrays, roots, treeOutput, cover: hasCover ? cover : null };
}

/** Copies a tree so that its root becomes node `root`. */
function putTree(tree: PlainTree, whole: PlainTree, root: number): void {
  const { output: _, left, right, ...others } = tree;
  for (const name of Object.keys(others) as (keyof typeof others)[]) whole[name].set(others[name], root);
  for (let node = 0; node < left.length; node++) {
    whole.left[root + node] = left[node] === -1 ? -1 : root + left[node]!;
    whole.right[root + node] = right[node] === -1 ? -1 : root + right[node]!;
  }
}

/** What went through a split is what went through its children: libraries' own figures are rounded, or count other rows. */
function sumCovers(tree: PlainTree, cover: Float64Array, root: number): void {
  for (const node of (fromRoot(tree) ?? new Int32Array()).toReversed())
    if (tree.feature[node] !== -1)
      cover[root + node] = cover[root + tree.left[node]!]! + cover[root + tree.right[node]!]!;
}
