import { differencePower } from "./difference-power.js";
import { findRoot } from "./find-root.js";

/** Group sizes, level and power of a planned comparison. */
export interface DetectionPlan {
  readonly n: number;
  readonly nReference: number;
  /** Two-sided level. */
  readonly alpha: number;
  readonly power: number;
}

/**
 * Smallest true difference above (or, `downward`, below) a reference rate that the two-sided pooled z test finds with the given
 * power, as a positive number; null when even a rate of 1 (or 0) would be found less often.
 * Source: `differencePower`, solved for the difference; Fleiss, Levin and Paik 2003, section 4.2.
 */
export function minimumDetectableDifference(
  referenceRate: number,
  { n, nReference, alpha, power }: DetectionPlan,
  { downward = false } = {},
): number | null {
  const most = downward ? referenceRate : 1 - referenceRate;
  const sign = downward ? -1 : 1;
  const shortfall = (difference: number): number =>
    differencePower({ rateA: referenceRate + sign * difference, nA: n, rateB: referenceRate, nB: nReference }, alpha) -
    power;
  if (most <= 0 || shortfall(most) < 0) return null;
  return shortfall(0) >= 0 ? 0 : findRoot(shortfall, 0, most);
}
