import { relativeLog, sumOverOutcomes } from "./divergence-shares.js";

/**
 * Population stability index Σ (p − q) ln(p/q) of two distributions over the same bins (counts or shares), in [0, ∞]: the two
 * Kullback–Leibler divergences added. Infinite when one lacks a bin that the other has; nothing is added to an empty bin.
 * null when a distribution is empty.
 * Source: H. Jeffreys, Proc. Royal Society A 186 (1946) 453–461, doi:10.1098/rspa.1946.0056; the name is from credit scoring.
 */
export function populationStability(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, (a, b) => relativeLog(a, b) + relativeLog(b, a));
  return sum === null ? null : Math.max(0, sum);
}
