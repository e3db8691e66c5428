import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { scasDifference } from "./scas-difference.js";

/**
 * Interval of balanced accuracy = (1 + TPR − FPR)/2 from the score interval of the difference TPR − FPR;
 * basis [true positives, positives, false positives, negatives].
 */
export const balancedAccuracyScas: IntervalFunction = (basis, alpha) => {
  const [tp, positives, fp, negatives] = basis as [number, number, number, number];
  const { low, high } = scasDifference(tp, positives, fp, negatives, twoSidedCritical(alpha));
  return { low: (1 + low) / 2, high: (1 + high) / 2 };
};
