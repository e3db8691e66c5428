import { normalQuantile, twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/** Two groups as planned: true rates in [0, 1] and sizes (at least 1). */
export interface PlannedPair {
  readonly rateA: number;
  readonly nA: number;
  readonly rateB: number;
  readonly nB: number;
}

/** Standard errors of the difference under the null (pooled rate) and under the alternative. */
function standardErrors({ rateA, nA, rateB, nB }: PlannedPair): { pooled: number; unpooled: number } {
  const rate = (nA * rateA + nB * rateB) / (nA + nB);
  return {
    pooled: Math.sqrt(rate * (1 - rate) * (1 / nA + 1 / nB)),
    unpooled: Math.sqrt((rateA * (1 - rateA)) / nA + (rateB * (1 - rateB)) / nB),
  };
}

/**
 * Power of the two-sided pooled z test that two proportions are equal, at level alpha, in [0, 1]: chance to reject if the true
 * rates are those given. Counts rejection in the wrong direction too, as the test does.
 * Source: J. L. Fleiss, B. Levin and M. C. Paik, Statistical Methods for Rates and Proportions, 3rd ed. (2003), section 4.2.
 */
export function differencePower(pair: PlannedPair, alpha: number): number {
  const { pooled, unpooled } = standardErrors(pair);
  const difference = pair.rateA - pair.rateB;
  if (unpooled === 0) return difference === 0 ? 0 : 1;
  const critical = (twoSidedCritical(alpha) * pooled) / unpooled;
  const shift = difference / unpooled;
  return normalUpper(critical - shift) + normalUpper(critical + shift);
}

/**
 * Size of group A (not rounded) with which the two-sided test of `differencePower` finds the difference with the given power,
 * when group B is `ratio` times as large; ignores rejection in the wrong direction. null for equal rates.
 * Source: Fleiss, Levin and Paik 2003, section 4.3.
 */
export function differenceSampleSize(
  rateA: number,
  rateB: number,
  { alpha, power, ratio = 1 }: { readonly alpha: number; readonly power: number; readonly ratio?: number },
): number | null {
  if (rateA === rateB) return null;
  const { pooled, unpooled } = standardErrors({ rateA, nA: 1, rateB, nB: ratio });
  const distance = twoSidedCritical(alpha) * pooled + normalQuantile(power) * unpooled;
  return (distance / (rateA - rateB)) ** 2;
}
