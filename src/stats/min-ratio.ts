import { ratioLimits } from "./choose-limits.js";
import { farthest, largestLower, smallestLower } from "./extreme-pairs.js";
import { extremes, type GapOptions, tukeyRule } from "./max-gap.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Sample } from "./sample.js";

/** Lowest value over highest ("four-fifths" figure), with the bounds that can decide about a threshold. */
export interface MinRatio {
  /** In [0, 1]; null when all values are 0. */
  readonly value: number | null;
  /** Passing bound: the least lower limit over the judged pairs; null: fewer than two judged samples. */
  readonly low: number | null;
  /** Failing bound: the least upper limit over all pairs, at most 1. */
  readonly high: number;
  /** Indices of the lowest and the highest value. */
  readonly pair: readonly [number, number];
  /**
   * p-value of "the true ratio is at least the tolerance": below the level of `high` exactly when `high` is below the
   * tolerance.
   */
  readonly p: number;
  readonly method: string;
  /** Critical value behind `high`. */
  readonly critical: number;
}

/**
 * Bounds of the smallest ratio between groups: `high` at Tukey's critical value over all pairs, `low` unadjusted over
 * the judged ones. Values must not be negative. `options.lowAlpha` is the level of the failing bound, which here is
 * `high`.
 * @throws RangeError with fewer than two samples.
 */
export function minRatio(samples: readonly Sample[], options: GapOptions): MinRatio {
  const { alpha, lowAlpha = alpha, tolerance = 1, judged } = options;
  const limits = ratioLimits(samples, options.correlation);
  const [highest, lowest] = extremes(samples);
  const rule = tukeyRule(samples.length);
  const critical = rule.critical(lowAlpha);
  const everyone = samples.map((_, i) => i);
  const chosen = everyone.filter((i) => judged?.[i] ?? true);
  const passing = twoSidedCritical(2 * alpha);
  const most = samples[highest]!.value;
  return {
    value: most > 0 ? samples[lowest]!.value / most : null,
    low: chosen.length < 2 ? null : smallestLower(limits, chosen, passing, 1),
    // The upper limit of i over j is 1 over the lower limit of j over i.
    high: 1 / largestLower(limits, everyone, critical, 1),
    pair: [lowest, highest],
    p: rule.level(farthest(limits, [highest, lowest], 1 / tolerance)),
    method: `${limits.method}_${rule.name}`,
    critical,
  };
}
