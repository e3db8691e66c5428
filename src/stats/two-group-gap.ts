import { constrainedDifference } from "./constrained-difference.js";
import { findRoot } from "./find-root.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import type { PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { satterthwaite } from "./satterthwaite.js";

/**
 * Level of the test that the gap |θ1 − θ2| of two groups is at most `tolerance`, when it rejects beyond c standard
 * errors from the tolerance: Φ(−c) + Φ(−c − 2·tolerance/error), the chance of rejecting on either side when the gap is
 * the tolerance. At tolerance 0 this is the two-sided test of "no difference", with growing tolerance the one-sided
 * one.
 */
export const twoGroupLevel = (c: number, tolerance: number, error: number): number =>
  normalUpper(c) + normalUpper(c + shift(tolerance, error));

/** The c at which that level is alpha < 1; inverse of {@link twoGroupLevel}. */
export function twoGroupCritical(alpha: number, tolerance: number, error: number): number {
  // The second term lies between 0 and the first: c is between the one-sided and the two-sided critical value.
  const excess = (c: number): number => Math.log(twoGroupLevel(c, tolerance, error) / alpha);
  return findRoot(excess, Math.max(0, twoSidedCritical(Math.min(1, 2 * alpha))), twoSidedCritical(alpha));
}

const shift = (tolerance: number, error: number): number =>
  tolerance === 0 ? 0 : error > 0 ? (2 * tolerance) / error : Number.POSITIVE_INFINITY;

/**
 * Standard error of the difference of the higher sample and the lower one if the true difference were `tolerance`:
 * proportions at their constrained maximum likelihood, means as they are, others from the lower MOVER limit at
 * one-sided `alpha`.
 */
export function gapError(
  high: Sample,
  low: Sample,
  options: {
    readonly tolerance: number;
    readonly alpha: number;
    readonly limits: PairLimits;
    readonly pair: readonly [number, number];
    readonly correlation: number;
  },
): number {
  const [a, b] = [high.evidence.basis, low.evidence.basis];
  if (options.limits.method === "scas") {
    const [[x1, n1], [x2, n2]] = [a as [number, number], b as [number, number]];
    const [p1, p2] = constrainedDifference(x1, n1, x2, n2, Math.min(options.tolerance, 1));
    return Math.sqrt((p1 * (1 - p1)) / n1 + (p2 * (1 - p2)) / n2);
  }
  if (options.limits.method === "welch") return satterthwaite(a[1]!, 1, b[1]!, 1, options.correlation).error;
  const c = twoSidedCritical(2 * options.alpha);
  return (high.value - low.value - options.limits.lower(...options.pair, c)) / c;
}
