import type { TreeEnsemble } from "../../models/trees/ensemble.js";
import type { Column } from "./bins.js";
import { joinedShares, meanOfTree } from "./cover-rule.js";
import { type Branches, leadsTo, type Path, pathTo } from "./forest.js";
import { exactQuadrature } from "./gauss-legendre.js";
import { parentsOf, trainingShares } from "./shares.js";

/** Shapley values, split up by pairs of inputs. */
export interface TreeInteractions {
  /** Per output: at [(row × width + i) × width + j] half of what i and j do together; at i = j what is left of i's Shapley value. */
  readonly values: readonly Float64Array[];
  /** Mean raw output, per output. */
  readonly base: Float64Array;
}

/** A leaf, ready to be explained. */
interface ReadyLeaf {
  readonly value: number;
  readonly path: Path;
  readonly shares: Float64Array;
  readonly output: number;
}

/**
 * Path-dependent SHAP interaction values (Lundberg et al. 2020, doi:10.1038/s42256-019-0138-9, equations 8 to 10): each input's row sums to
 * its Shapley value. Exact, leaf by leaf: for a few rows.
 * @throws usage where the model does not tell how training rows went
 */
export function treeShapInteractions(trees: TreeEnsemble, columns: readonly Column[], rows: number): TreeInteractions {
  const shares = trainingShares(trees);
  const forest = { trees, parents: parentsOf(trees) };
  const leaves = readyLeaves(forest, shares);
  const base = Float64Array.from(trees.base);
  for (const [tree, root] of trees.roots.entries()) base[trees.treeOutput[tree]!]! += meanOfTree(trees, shares, root);
  const size = trees.width ** 2;
  const values = Array.from(base, () => new Float64Array(rows * size));
  for (let row = 0; row < rows; row++) {
    for (const leaf of leaves) {
      const met = Uint8Array.from(leaf.path.inputs, (input, place) =>
        leaf.path.steps[place]!.every((child) => leadsTo(forest, child, columns[input]![row]!)) ? 1 : 0,
      );
      addLeaf(values[leaf.output]!.subarray(row * size, (row + 1) * size), trees.width, leaf, met);
    }
  }
  return { values, base };
}

function readyLeaves(forest: Branches, shares: Float64Array): ReadyLeaf[] {
  const { roots, treeOutput, feature, left, right, value } = forest.trees;
  const leaves: ReadyLeaf[] = [];
  for (const [tree, root] of roots.entries()) {
    const open = [root];
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      if (feature[at]! >= 0) open.push(right[at]!, left[at]!);
      else {
        const path = pathTo(forest, at);
        leaves.push({ value: value[at]!, path, shares: joinedShares(path, shares), output: treeOutput[tree]! });
      }
    }
  }
  return leaves;
}

/**
 * With the a_k of the Shapley values, inputs i and j of a leaf's path are given ½ v (o_i − z_i) (o_j − z_j) ∫ Π_{k ≠ i, j} a_k(u) du,
 * for s! (d − 2 − s)! / (d − 1)! = ∫ u^s (1 − u)^(d − 2 − s) du over [0, 1].
 */
function addLeaf(
  sums: Float64Array,
  width: number,
  { value, path: { inputs }, shares }: ReadyLeaf,
  met: Uint8Array,
): void {
  const { nodes, weights } = exactQuadrature(inputs.length - 1);
  const gains = shares.map((share, place) => met[place]! - share);
  const behind = new Float64Array(inputs.length + 1);
  for (const [at, node] of nodes.entries()) {
    const factors = shares.map((share, place) => (1 - node) * share + node * met[place]!);
    behind[inputs.length] = 1;
    for (let place = inputs.length - 1; place >= 0; place--) behind[place] = behind[place + 1]! * factors[place]!;
    let before = value * weights[at]!;
    for (const [i, first] of inputs.entries()) {
      sums[first * width + first]! += gains[i]! * before * behind[i + 1]!;
      let between = before;
      for (let j = i + 1; j < inputs.length; j++) {
        addPair(sums, width, first, inputs[j]!, (gains[i]! * gains[j]! * between * behind[j + 1]!) / 2);
        between *= factors[j]!;
      }
      before *= factors[i]!;
    }
  }
}

/** What a pair does together is taken from what each does alone. */
function addPair(sums: Float64Array, width: number, i: number, j: number, half: number): void {
  sums[i * width + j]! += half;
  sums[j * width + i]! += half;
  sums[i * width + i]! -= half;
  sums[j * width + j]! -= half;
}
