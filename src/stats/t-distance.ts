import type { IntervalFunction } from "./interval-function.js";
import { tCritical, tUpper } from "./student-t.js";

/**
 * Interval of a distance, which is 0 or more and which chance alone makes too large: basis [distance, bias, standard error, degrees of freedom,
 * rows]. Of the estimated distance only `low` takes the bias away: below, the distance of the errors has to be allowed for, which is at most
 * bias + t · error; above, a distance that is too large by chance errs on the safe side by itself.
 */
export const tDistance: IntervalFunction = (basis, alpha) => {
  const [distance, bias, error, df] = basis as [number, number, number, number];
  const reach = error * tCritical(alpha, df);
  return { low: Math.max(0, distance - bias - reach), high: distance + reach };
};

/** p-value of "the true distance is 0": the one-sided level at which that lower limit is 0, so that it is too large rather than too small. */
export function tDistanceP(basis: readonly number[]): number {
  const [distance, bias, error, df] = basis as [number, number, number, number];
  return tUpper((distance - bias) / error, df);
}
