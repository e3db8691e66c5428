import { relativeLog, sumOverOutcomes } from "./divergence-shares.js";

/**
 * Jensen–Shannon divergence of two distributions over the same outcomes (counts or shares): mean Kullback–Leibler divergence
 * of both from their average, in nats, in [0, ln 2]; divide by ln 2 for bits. Its square root is a metric. null when one is empty.
 * Source: J. Lin, IEEE Transactions on Information Theory 37 (1991) 145–151, equation 4.1, doi:10.1109/18.61115.
 */
export function jensenShannon(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, (a, b) => (relativeLog(a, (a + b) / 2) + relativeLog(b, (a + b) / 2)) / 2);
  return sum === null ? null : Math.max(0, sum);
}
