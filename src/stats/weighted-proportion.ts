import { type EffectiveProportion, effectiveProportion } from "./clustered-proportion.js";

/** Rows, sum of weights and sum of squared weights. */
export interface WeightSums {
  readonly n: number;
  readonly w: number;
  readonly w2: number;
}

/** Successes among the trials of one group. */
export interface WeightedCounts {
  readonly successes: WeightSums;
  readonly trials: WeightSums;
}

/**
 * Proportions Σ(weights of successes)/Σ(weights) of independent, weighted rows; entry g is null where group g has no
 * weight (or none whose square is still a number above 0). Variance n/(n − 1)·Σ w²(y − p)²/W²; effective size the least of p(1 − p)/variance (Kish's size where the
 * variance is 0), Kish's size (Σw)²/Σw², and n; degrees of freedom Kish's size − 1.
 * Source: L. Kish, "Survey Sampling" (1965), section 11.7.
 */
export function weightedProportion(groups: readonly WeightedCounts[]): (EffectiveProportion | null)[] {
  return groups.map(({ successes, trials }) => {
    const { n, w, w2 } = trials;
    if (!(w > 0 && w * w > 0 && w2 > 0)) return null;
    const value = Math.min(1, successes.w / w);
    const kish = (w * w) / w2;
    const failures = Math.max(0, w2 - successes.w2);
    const squares = successes.w2 * (1 - value) ** 2 + failures * value ** 2;
    // All rows alike: rounding in the sums of squares must not pass for a variance.
    const variance = value > 0 && value < 1 && n > 1 ? ((n / (n - 1)) * squares) / (w * w) : 0;
    const own = variance > 0 ? (value * (1 - value)) / variance : kish;
    return effectiveProportion({ value, variance, n, nEffective: Math.min(own, kish, n), kish });
  });
}
