import type { IntervalFunction } from "./interval-function.js";
import { wilson } from "./wilson.js";

/**
 * Interval of F1 = 2J/(1 + J), where J = TP/(TP + FP + FN) is a plain proportion: Wilson's limits of J, mapped;
 * basis [true positives, rows that are positive or predicted positive].
 * Exact where a bootstrap cannot be: cells without rows are no obstacle.
 */
export const f1Wilson: IntervalFunction = (basis, alpha) => {
  const { low, high } = wilson(basis, alpha);
  return { low: (2 * low) / (1 + low), high: (2 * high) / (1 + high) };
};
