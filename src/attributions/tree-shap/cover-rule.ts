import type { TreeEnsemble } from "../../models/trees/ensemble.js";
import type { Path } from "./forest.js";
import { exactQuadrature } from "./gauss-legendre.js";
import type { LeafRule } from "./leaf-rule.js";
import { mostTabulated, shapleyWeight, sizeOf } from "./subsets.js";

/**
 * Path-dependent expectation: an input that is not known goes both ways, by the shares of training rows (Lundberg et al. 2020,
 * doi:10.1038/s42256-019-0138-9, algorithm 1). `shares` are those of nodes in their parents.
 */
export function coverRule({ value }: TreeEnsemble, shares: Float64Array): LeafRule {
  return {
    enter: () => {},
    fill: (leaf, path, _, table) => fillTable(table, value[leaf]!, joinedShares(path, shares)),
    fillSome: (leaf, path, met, given) => fillSome(given, value[leaf]!, joinedShares(path, shares), met),
  };
}

/** At [inputs][s]: the weight of a set of s among the other inputs. */
const weightsOf = Array.from({ length: mostTabulated + 1 }, (_, inputs) =>
  Float64Array.from({ length: inputs }, (_, size) => shapleyWeight(size, inputs - 1 - size)),
);
const coefficients = new Float64Array(2 ** mostTabulated * mostTabulated);
const within = new Float64Array(2 ** mostTabulated);
const beyond = new Float64Array(2 ** mostTabulated);

/** Share of training rows that met a path's conditions on each input. */
export function joinedShares({ steps }: Path, shares: Float64Array): Float64Array {
  const joined = new Float64Array(steps.length).fill(1);
  for (let input = 0; input < joined.length; input++) {
    for (const child of steps[input]!) joined[input]! *= shares[child]!;
  }
  return joined;
}

/**
 * With M the inputs whose conditions the row meets, z_i an input's share and w the Shapley weights, input i is given
 * v (1 − z_i) B(M) W(M \ i) if it is in M, else −v B(M) W(M), where B(M) = Π_{j ∉ M} z_j and
 * W(M) = Σ_{S ⊆ M} w(|S|) Π_{j ∈ M \ S} z_j. Nothing is divided, so shares may be 0.
 */
function fillTable(table: Float64Array, value: number, shares: Float64Array): number {
  const inputs = shares.length;
  fillWithin(shares);
  fillBeyond(shares);
  for (let met = 0; met < 1 << inputs; met++) {
    const scale = value * beyond[met]!;
    const missed = -scale * within[met]!;
    for (let input = 0; input < inputs; input++) {
      const bit = 1 << input;
      table[met * inputs + input] = (met & bit) === 0 ? missed : scale * (1 - shares[input]!) * within[met ^ bit]!;
    }
  }
  return value * beyond[0]!;
}

/** W(M), from the coefficients of Π_{j ∈ M} (z_j + t): that of t^s is the sum over subsets of s members. Not needed of the full set. */
function fillWithin(shares: Float64Array): void {
  const inputs = shares.length;
  const weights = weightsOf[inputs]!;
  coefficients.fill(0, 0, inputs << inputs);
  coefficients[0] = 1;
  within[0] = weights[0]!;
  for (let set = 1; set < (1 << inputs) - 1; set++) {
    const last = 31 - Math.clz32(set);
    const at = set * inputs;
    const before = (set ^ (1 << last)) * inputs;
    const share = shares[last]!;
    coefficients[at] = share * coefficients[before]!;
    let sum = coefficients[at]! * weights[0]!;
    for (let size = 1; size <= sizeOf[set]!; size++) {
      const next = share * coefficients[before + size]! + coefficients[before + size - 1]!;
      coefficients[at + size] = next;
      sum += next * weights[size]!;
    }
    within[set] = sum;
  }
}

/** B(M), from the full set down. */
function fillBeyond(shares: Float64Array): void {
  const all = (1 << shares.length) - 1;
  beyond[all] = 1;
  for (let set = all - 1; set >= 0; set--) {
    const missing = 31 - Math.clz32(all ^ set);
    beyond[set] = beyond[set | (1 << missing)]! * shares[missing]!;
  }
}

/**
 * The same for some rows alone: input i is given v (o_i − z_i) ∫ Π_{j ≠ i} ((1 − u) z_j + u o_j) du over [0, 1], where o_j is 1 if the
 * row meets j's conditions, else 0. Gauss–Legendre is exact for this polynomial of degree `inputs` − 1.
 */
function fillSome(given: Float64Array, value: number, shares: Float64Array, met: Uint8Array): number {
  const inputs = shares.length;
  const { nodes, weights } = exactQuadrature(inputs - 1);
  const factors = new Float64Array(inputs);
  const before = new Float64Array(inputs);
  for (let at = 0; at < met.length; at += inputs) {
    for (let node = 0; node < nodes.length; node++) {
      for (let input = 0; input < inputs; input++)
        factors[input] = (1 - nodes[node]!) * shares[input]! + nodes[node]! * met[at + input]!;
      addProductsWithoutEach(given, at, factors, before, value * weights[node]!);
    }
    for (let input = 0; input < inputs; input++) given[at + input]! *= met[at + input]! - shares[input]!;
  }
  return shares.reduce((product, share) => product * share, value);
}

/** Adds to entry i the product of all factors but the i-th, scaled: without dividing, for a factor may be 0. */
function addProductsWithoutEach(
  sums: Float64Array,
  start: number,
  factors: Float64Array,
  before: Float64Array,
  scale: number,
): void {
  let product = scale;
  for (let place = 0; place < factors.length; place++) {
    before[place] = product;
    product *= factors[place]!;
  }
  product = 1;
  for (let place = factors.length - 1; place >= 0; place--) {
    sums[start + place]! += before[place]! * product;
    product *= factors[place]!;
  }
}

/** Mean output of a tree by the shares of training rows. */
export function meanOfTree(trees: TreeEnsemble, shares: Float64Array, node: number): number {
  if (trees.feature[node]! < 0) return trees.value[node]!;
  const [left, right] = [trees.left[node]!, trees.right[node]!];
  return shares[left]! * meanOfTree(trees, shares, left) + shares[right]! * meanOfTree(trees, shares, right);
}
