import type { Interval } from "./interval-function.js";
import { boundsOf } from "./intervals.js";
import { moverDifference } from "./mover.js";
import type { Sample } from "./sample.js";
import { tangoEffective } from "./tango-effective.js";

/** One group's shares of the same rows at two times, as counts of pairs; first digit now, second then. */
export interface SharePairs {
  readonly n11: number;
  readonly n10: number;
  readonly n01: number;
  readonly n00: number;
  /** Independent pairs that the difference now − then, and the sum now + before, are worth: at most all of them. */
  readonly effectiveDifference: number;
  readonly effectiveSum: number;
  /** Degrees of freedom; null: the pairs are independent. */
  readonly df: number | null;
}

/** One group's value at two times, and what is known of the two together. */
export interface ChangeSample {
  readonly before: Sample;
  readonly now: Sample;
  /** null: the value is no share, or of other rows. */
  readonly pairs: SharePairs | null;
  /** Of the two estimates, at most what is known of it; 0 for independent rows. */
  readonly correlation: number;
  /** Whether both may be of the same rows or people: then their sum is bounded as if they moved together. */
  readonly mayShare: boolean;
}

/** Bounds of a group's values, of their difference now − then and of their sum, all at one level. */
export interface ChangeBounds {
  readonly before: Interval;
  readonly now: Interval;
  readonly difference: Interval;
  readonly sum: Interval;
}

/**
 * Two-sided bounds at confidence 1 − alpha. Pairs of shares: Tango's score interval of the discordant pairs, and for the sum of the
 * concordant ones (the value then is flipped). Else MOVER of the intervals of the two values: with their correlation for the difference;
 * for the sum, where they may share rows or people, with correlation 1, the widest that there is.
 */
export function changeBounds({ before, now, pairs, correlation, mayShare }: ChangeSample, alpha: number): ChangeBounds {
  const [ofBefore, ofNow] = [boundsOf(before.evidence, alpha), boundsOf(now.evidence, alpha)];
  if (pairs !== null) return { before: ofBefore, now: ofNow, ...boundsOfPairs(pairs, alpha) };
  const flipped = { low: -ofBefore.high, high: -ofBefore.low };
  return {
    before: ofBefore,
    now: ofNow,
    difference: moverDifference(now.value, ofNow, before.value, ofBefore, correlation),
    sum: moverDifference(now.value, ofNow, -before.value, flipped, mayShare ? -1 : 0),
  };
}

function boundsOfPairs(
  { n11, n10, n01, n00, effectiveDifference, effectiveSum, df }: SharePairs,
  alpha: number,
): Pick<ChangeBounds, "difference" | "sum"> {
  const n = n11 + n10 + n01 + n00;
  const sum = tangoEffective({ plus: n11 / n, minus: n00 / n, n: effectiveSum, df }, alpha);
  return {
    difference: tangoEffective({ plus: n10 / n, minus: n01 / n, n: effectiveDifference, df }, alpha),
    sum: { low: 1 + sum.low, high: 1 + sum.high },
  };
}
