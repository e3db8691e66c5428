import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { tango } from "./tango.js";

/**
 * Interval of the mean benefit 1 + (FP − FN)/n, within [0, 2], from Tango's score interval of the difference between the shares
 * predicted and truly positive, which are paired; basis [false positives, rows, false negatives].
 */
export const benefitTango: IntervalFunction = (basis, alpha) => {
  const [fp, rows, fn] = basis as [number, number, number];
  const { low, high } = tango(fp, fn, rows, twoSidedCritical(alpha));
  return { low: 1 + (low ?? -1), high: 1 + (high ?? 1) };
};
