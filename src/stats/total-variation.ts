import { sumOverOutcomes } from "./divergence-shares.js";

/**
 * Total variation distance ½ Σ |p − q| of two distributions over the same outcomes (counts or shares), in [0, 1]: the largest
 * difference in the probability of any event. null when one is empty.
 * Source: D. A. Levin, Y. Peres and E. L. Wilmer, Markov Chains and Mixing Times, 2nd ed. (2017), proposition 4.2.
 */
export function totalVariation(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, (a, b) => Math.abs(a - b));
  return sum === null ? null : Math.min(1, sum / 2);
}
