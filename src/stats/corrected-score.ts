import { normalUpper } from "./normal-upper.js";
import type { Score } from "./score-difference.js";

/**
 * The skewness-corrected z: root of c + γ(c² − 1) = z that tends to z with γ → 0; z itself where that has no real root.
 * A one-sided p-value is the normal tail beyond it.
 */
export function correctedScore({ z, gamma }: Score): number {
  if (!Number.isFinite(z) || Math.abs(gamma) < 1e-10) return z;
  const discriminant = 1 + 4 * gamma * (z + gamma);
  return discriminant < 0 ? z : (2 * (z + gamma)) / (1 + Math.sqrt(discriminant));
}

/** Twice the smaller tail beyond the corrected z, at most 1. */
export const twoSidedP = (score: Score): number => Math.min(1, 2 * normalUpper(Math.abs(correctedScore(score))));
