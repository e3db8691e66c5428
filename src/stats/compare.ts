import type { Bounds } from "../core/estimate.js";
import { differenceLimits, ratioLimits } from "./choose-limits.js";
import { twoSidedP } from "./corrected-score.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import type { PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { scoreDifference } from "./score-difference.js";

/** How two samples are compared. */
export interface CompareOptions {
  /** Two-sided: the interval has confidence 1 − alpha. */
  readonly alpha: number;
  /** Correlation of the two estimates, where the same units stand in both groups; default 0. */
  readonly correlation?: number;
}

/** Interval of a difference or ratio; bounds are inclusive, null: infinite. */
export interface Comparison extends Bounds {
  /** Two-sided p-value of "no difference", by the statistic of the interval. */
  readonly p: number;
  readonly method: string;
}

/**
 * Interval of a − b: skewness-corrected score for plain proportions ("scas"), Welch for means ("welch"), else MOVER of
 * the samples' own intervals ("mover").
 */
export function compareDifference(a: Sample, b: Sample, { alpha, correlation = 0 }: CompareOptions): Comparison {
  const limits = differenceLimits([a, b], () => correlation);
  const c = twoSidedCritical(alpha);
  return {
    low: limits.lower(0, 1, c),
    high: -limits.lower(1, 0, c),
    p: twoSided(limits, a, b, 0),
    method: limits.method,
  };
}

/**
 * Interval of a / b for values of at least 0: skewness-corrected score for plain proportions ("scas_ratio"), else MOVER
 * ("mover_ratio"). A bound is null where it is infinite. Both bounds are null where a value is negative.
 */
export function compareRatio(a: Sample, b: Sample, { alpha, correlation = 0 }: CompareOptions): Comparison {
  const limits = ratioLimits([a, b], () => correlation);
  if (a.value < 0 || b.value < 0) return { low: null, high: null, p: 1, method: limits.method };
  const c = twoSidedCritical(alpha);
  const [low, reciprocal] = [limits.lower(0, 1, c), limits.lower(1, 0, c)];
  return {
    low: Number.isFinite(low) ? low : null,
    high: reciprocal > 0 ? 1 / reciprocal : null,
    p: twoSided(limits, a, b, 1),
    method: limits.method,
  };
}

/** The level at which the interval's nearer end reaches the value of "no difference". */
function twoSided(limits: PairLimits, a: Sample, b: Sample, none: number): number {
  if (limits.method.startsWith("scas")) {
    const [x1, n1] = a.evidence.basis as [number, number];
    const [x2, n2] = b.evidence.basis as [number, number];
    // A ratio of 1 is a difference of 0, with the same statistic.
    return twoSidedP(scoreDifference(x1, n1, x2, n2, 0));
  }
  const critical = a.value >= b.value ? limits.critical(0, 1, none, 0) : limits.critical(1, 0, none, 0);
  return Math.min(1, 2 * normalUpper(critical));
}
