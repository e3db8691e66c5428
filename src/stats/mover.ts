import type { Bounds } from "../core/estimate.js";
import type { Interval } from "./interval-function.js";

/**
 * Lower limit of a − b recovered from the lower limit of a and the upper limit of b: each is taken as the standard
 * error of its estimate in that direction, so that skewed intervals stay skewed. `correlation` is that of the two
 * estimates. The upper limit is minus the lower limit of b − a.
 */
export function moverDifferenceLower(a: number, lowA: number, b: number, highB: number, correlation = 0): number {
  const [below, above] = [a - lowA, highB - b];
  return a - b - Math.sqrt(Math.max(0, below * below + above * above - 2 * correlation * below * above));
}

/**
 * Interval of a − b from two intervals of the same confidence.
 * Source: R. G. Newcombe, Stat. Med. 17 (1998), method 10; G. Y. Zou and A. Donner, Stat. Med. 27 (2008),
 * doi:10.1002/sim.3095.
 */
export const moverDifference = (
  a: number,
  boundsA: Interval,
  b: number,
  boundsB: Interval,
  correlation = 0,
): Interval => ({
  low: moverDifferenceLower(a, boundsA.low, b, boundsB.high, correlation),
  high: -moverDifferenceLower(b, boundsB.low, a, boundsA.high, correlation),
});

/**
 * Lower limit of a / b for estimates of at least 0, at least 0, and infinite for an a above an exact 0; the upper limit is 1
 * over the lower limit of b / a.
 */
export function moverRatioLower(a: number, lowA: number, b: number, highB: number, correlation = 0): number {
  const centre = a * b - correlation * (a - lowA) * (highB - b);
  const numerator = lowA * (2 * a - lowA);
  if (!(numerator > 0)) return 0;
  const leading = highB * (2 * b - highB);
  const root = Math.sqrt(Math.max(0, centre * centre - numerator * leading));
  // The smaller positive root of a quadratic, in the form that does not cancel; highB = 2b, where its leading coefficient
  // vanishes, is no special case.
  if (centre < 0) return leading < 0 ? (centre - root) / leading : 0;
  if (centre + root > 0) return numerator / (centre + root);
  return b === 0 ? Number.POSITIVE_INFINITY : 0;
}

/**
 * Interval of a / b from two intervals of the same confidence; a bound is null where it is infinite.
 * Source: A. Donner and G. Y. Zou, Stat. Methods Med. Res. 21 (2012), doi:10.1177/0962280210391442.
 */
export function moverRatio(a: number, boundsA: Interval, b: number, boundsB: Interval, correlation = 0): Bounds {
  const low = moverRatioLower(a, boundsA.low, b, boundsB.high, correlation);
  const reciprocal = moverRatioLower(b, boundsB.low, a, boundsA.high, correlation);
  return {
    low: Number.isFinite(low) ? low : null,
    high: reciprocal > 0 ? 1 / reciprocal : null,
  };
}
