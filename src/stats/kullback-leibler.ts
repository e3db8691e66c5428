import { relativeLog, sumOverOutcomes } from "./divergence-shares.js";

/**
 * Kullback–Leibler divergence Σ p ln(p/q) of two distributions over the same outcomes (counts or shares), in nats, in [0, ∞]:
 * infinite when q lacks an outcome that p has, which is the finding and not an error. Not symmetric. null when one is empty.
 * Source: S. Kullback and R. A. Leibler, Annals of Mathematical Statistics 22 (1951) 79–86, doi:10.1214/aoms/1177729694.
 */
export function kullbackLeibler(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, relativeLog);
  return sum === null ? null : Math.max(0, sum);
}
