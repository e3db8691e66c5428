import { sumOverOutcomes } from "./divergence-shares.js";

/**
 * Hellinger distance √(½ Σ (√p − √q)²) of two distributions over the same outcomes (counts or shares), in [0, 1]; null when one
 * is empty.
 * Source: E. Hellinger (1909), doi:10.1515/crll.1909.136.210.
 */
export function hellinger(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, (a, b) => (Math.sqrt(a) - Math.sqrt(b)) ** 2);
  return sum === null ? null : Math.sqrt(sum / 2);
}
