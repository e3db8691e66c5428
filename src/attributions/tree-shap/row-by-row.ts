import { goesLeft, type TreeEnsemble } from "../../models/trees/ensemble.js";
import type { Column } from "./bins.js";
import { meanOfTree } from "./cover-rule.js";
import { exactQuadrature } from "./gauss-legendre.js";
import { noValues, type TreeValues } from "./tree-values.js";

/**
 * Path-dependent values row by row, without tables: for few rows. With z_i an input's share of training rows and o_i whether the row
 * meets its conditions, a leaf of value v gives input i v ∫ (o_i − z_i) / a_i(u) Π_j a_j(u) du over [0, 1], a_j(u) = (1 − u) z_j + u o_j.
 * One pass down each tree multiplies the a_j at the nodes of an exact quadrature, one up sums leaves; where a split repeats an input,
 * what the input's earlier factor would give is taken back (Wettenstein, Mitchell & Yu 2026, arXiv 2605.04497).
 */
export function rowByRow(
  trees: TreeEnsemble,
  shares: Float64Array,
  columns: readonly Column[],
  rows: number,
): TreeValues {
  const { values, base } = noValues(trees, rows);
  const row = new Float64Array(trees.width);
  const given = values.map(() => new Float64Array(trees.width));
  const walks = Array.from(trees.roots, (root, tree) => {
    const output = trees.treeOutput[tree]!;
    base[output]! += meanOfTree(trees, shares, root);
    return treeWalk(trees, shares, root, row, given[output]!);
  });
  for (let at = 0; at < rows; at++) {
    for (const [input, column] of columns.entries()) row[input] = column[at]!;
    for (const sums of given) sums.fill(0);
    for (const walk of walks) walk();
    for (const [output, sums] of given.entries()) {
      for (const [input, sum] of sums.entries()) values[output]![input]![at] = sum;
    }
  }
  return { values, base };
}

/** Adds what one tree gives the inputs of the row that is in `row` at each call. */
function treeWalk(
  trees: TreeEnsemble,
  shares: Float64Array,
  root: number,
  row: Float64Array,
  given: Float64Array,
): () => void {
  const { feature, left, right, value } = trees;
  const { depth, inputs } = extentOf(trees, root);
  const { nodes, weights } = exactQuadrature(Math.max(0, inputs - 1));
  const count = nodes.length;
  // By depth and quadrature node: the product of all factors down to here, and the sum over the leaves below.
  const products = new Float64Array((depth + 1) * count).fill(1);
  const sums = new Float64Array((depth + 1) * count);
  const share = new Float64Array(trees.width).fill(1);
  const met = new Uint8Array(trees.width).fill(1);

  const visit = (node: number, level: number): void => {
    const here = level * count;
    const input = feature[node]!;
    if (input < 0) {
      for (let k = 0; k < count; k++) sums[here + k] = value[node]! * products[here + k]!;
      return;
    }
    sums.fill(0, here, here + count);
    const toLeft = goesLeft(trees, node, row[input]!);
    descend(left[node]!, input, toLeft, level + 1);
    descend(right[node]!, input, !toLeft, level + 1);
  };

  const descend = (child: number, input: number, isMet: boolean, level: number): void => {
    const shareBefore = share[input]!;
    const metBefore = met[input]!;
    const shareNow = shareBefore * shares[child]!;
    const metNow = isMet ? metBefore : 0;
    const here = level * count;
    for (let k = 0; k < count; k++) {
      const before = factor(shareBefore, metBefore, nodes[k]!);
      const above = products[here - count + k]!;
      products[here + k] = before === 0 ? 0 : (above / before) * factor(shareNow, metNow, nodes[k]!);
    }
    share[input] = shareNow;
    met[input] = metNow;
    visit(child, level);
    share[input] = shareBefore;
    met[input] = metBefore;
    for (let k = 0; k < count; k++) {
      const change = gain(shareNow, metNow, nodes[k]!) - gain(shareBefore, metBefore, nodes[k]!);
      given[input]! += weights[k]! * sums[here + k]! * change;
      sums[here - count + k]! += sums[here + k]!;
    }
  };

  return () => visit(root, 0);
}

const factor = (share: number, met: number, node: number): number => (1 - node) * share + node * met;

/** (o − z) / a; 0 where the factor is 0, for then both o and z are. */
function gain(share: number, met: number, node: number): number {
  const divisor = factor(share, met, node);
  return divisor === 0 ? 0 : (met - share) / divisor;
}

/** Longest path of a tree in splits, and the most inputs on one. */
function extentOf({ feature, left, right, width }: TreeEnsemble, root: number): { depth: number; inputs: number } {
  const onPath = new Uint32Array(width);
  let deepest = 0;
  let most = 0;
  const visit = (node: number, depth: number, inputs: number): void => {
    const input = feature[node]!;
    if (input < 0) {
      deepest = Math.max(deepest, depth);
      most = Math.max(most, inputs);
      return;
    }
    const below = onPath[input]!++ === 0 ? inputs + 1 : inputs;
    visit(left[node]!, depth + 1, below);
    visit(right[node]!, depth + 1, below);
    onPath[input]!--;
  };
  visit(root, 0, 0);
  return { depth: deepest, inputs: most };
}
