import { differenceLimits } from "./choose-limits.js";
import { farthest, largestLower, smallestLower } from "./extreme-pairs.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Correlation, PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { tukeyCritical, tukeyLevel } from "./studentized-range.js";
import { gapError, twoGroupCritical, twoGroupLevel } from "./two-group-gap.js";

/** Levels and tolerance of a gap between several groups. */
export interface GapOptions {
  /** One-sided level of the passing bound, in (0, ½), and of the failing one unless `lowAlpha` says otherwise. */
  readonly alpha: number;
  /** Level of the failing bound over all pairs together; default `alpha`. */
  readonly lowAlpha?: number;
  /** The gap (or ratio) that may exist; default 0 for gaps, 1 for ratios. */
  readonly tolerance?: number;
  /** Which samples the passing bound speaks for; default all. */
  readonly judged?: readonly boolean[];
  /** Correlation of two estimates whose units overlap; default 0. Plain proportions have none. */
  readonly correlation?: Correlation;
}

/** Largest gap between any two groups, with the bounds that can decide about a tolerance. */
export interface MaxGap {
  /** Highest value − lowest value. */
  readonly value: number;
  /** Failing bound: the largest lower bound of a gap over all pairs, at least 0. */
  readonly low: number;
  /** Passing bound: the largest upper bound of a gap over the judged pairs; null: fewer than two judged samples. */
  readonly high: number | null;
  /** Indices of the highest and the lowest value. */
  readonly pair: readonly [number, number];
  /**
   * p-value of "the true gap is at most the tolerance": below the level of `low` exactly when `low` is above the
   * tolerance.
   */
  readonly p: number;
  readonly method: string;
  /** Critical value behind `low`. */
  readonly critical: number;
}

/** How the critical value of a failing bound and the level of a critical value belong together. */
export interface FailingRule {
  readonly name: string;
  critical(alpha: number): number;
  level(critical: number): number;
}

/** Tukey's rule for all pairs of k samples. */
export const tukeyRule = (k: number): FailingRule => ({
  name: "tukey",
  critical: (alpha) => tukeyCritical(alpha, k),
  level: (critical) => tukeyLevel(critical, k),
});

/**
 * Bounds of the largest gap between groups, from intervals of all pairs: `low` at Tukey's critical value, `high`
 * unadjusted. Missing the truly widest pair is the only way in which `high` can fail, so that it needs no adjustment
 * (intersection–union). Two groups have their own critical value, see {@link twoGroupLevel}.
 * @throws RangeError with fewer than two samples.
 */
export function maxGap(samples: readonly Sample[], options: GapOptions): MaxGap {
  const limits = differenceLimits(samples, options.correlation);
  const pair = extremes(samples);
  const rule = samples.length === 2 ? twoGroupRule(samples, pair, limits, options) : tukeyRule(samples.length);
  return gapBounds(samples, limits, pair, rule, options);
}

/**
 * The same for the one gap |a − b|, as of a group and its reference: one-sided bounds by the two-group rule. `pair`
 * tells the direction: [0, 1] where a is not below b.
 */
export const signedGap = (a: Sample, b: Sample, options: GapOptions): MaxGap => maxGap([a, b], options);

/** Bounds of the largest gap under a given rule for the failing one. */
export function gapBounds(
  samples: readonly Sample[],
  limits: PairLimits,
  pair: readonly [number, number],
  rule: FailingRule,
  options: GapOptions,
): MaxGap {
  const { alpha, lowAlpha = alpha, tolerance = 0, judged } = options;
  const critical = rule.critical(lowAlpha);
  const everyone = samples.map((_, i) => i);
  const chosen = everyone.filter((i) => judged?.[i] ?? true);
  const passing = twoSidedCritical(2 * alpha);
  return {
    value: samples[pair[0]]!.value - samples[pair[1]]!.value,
    low: largestLower(limits, everyone, critical, 0),
    high: chosen.length < 2 ? null : -smallestLower(limits, chosen, passing, Number.POSITIVE_INFINITY),
    pair,
    p: rule.level(farthest(limits, pair, tolerance)),
    method: `${limits.method}_${rule.name}`,
    critical,
  };
}

function twoGroupRule(
  samples: readonly Sample[],
  pair: readonly [number, number],
  limits: PairLimits,
  { alpha, tolerance = 0, correlation }: GapOptions,
): FailingRule {
  const shared = correlation?.(...pair) ?? 0;
  const errorOf = ([high, low]: readonly [number, number]): number =>
    gapError(samples[high]!, samples[low]!, { tolerance, alpha, limits, pair: [high, low], correlation: shared });
  const [high, low] = pair;
  const error = errorOf(pair);
  // Of equal values neither is the higher one: the order in which they stand must not matter.
  const isTie = samples[high]!.value === samples[low]!.value;
  const widest = isTie ? Math.max(error, errorOf([low, high])) : error;
  return {
    name: "two_groups",
    critical: (level) => twoGroupCritical(level, tolerance, error),
    level: (critical) => twoGroupLevel(critical, tolerance, widest),
  };
}

/** Indices of the first highest and the first lowest value; two different ones even if all are equal. */
export function extremes(samples: readonly Sample[]): [number, number] {
  if (samples.length < 2) throw new RangeError(`a gap needs two groups, not ${samples.length}`);
  let [highest, lowest] = [0, 0];
  samples.forEach(({ value }, i) => {
    if (value > samples[highest]!.value) highest = i;
    if (value < samples[lowest]!.value) lowest = i;
  });
  return highest === lowest ? [0, 1] : [highest, lowest];
}
