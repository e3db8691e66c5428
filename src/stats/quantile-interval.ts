import type { Bounds } from "../core/estimate.js";
import { binomialQuantile } from "./binomial-distribution.js";
import { type CountedValues, sizeOf } from "./counted-values.js";

/**
 * Distribution-free interval for a quantile (q in (0, 1)) at two-sided confidence of at least 1 − alpha, by order statistics: how
 * many of n values lie below the true quantile is binomial. A side has no bound (null) where the sample is too small for one,
 * and with ties the interval covers more than it says.
 * Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1; W. J. Conover, Practical Nonparametric
 * Statistics, 3rd ed. (1999), section 3.2.
 */
export function quantileInterval(sample: CountedValues, q: number, alpha: number): Bounds {
  const n = sizeOf(sample);
  if (n === 0) return { low: null, high: null };
  const lowRank = binomialQuantile(alpha / 2, n, q);
  const highRank = binomialQuantile(1 - alpha / 2, n, q) + 1;
  return {
    low: lowRank >= 1 ? orderStatistic(sample, lowRank) : null,
    high: highRank <= n ? orderStatistic(sample, highRank) : null,
  };
}

/** The value of this ascending rank, from 1. */
function orderStatistic({ values, counts }: CountedValues, rank: number): number {
  let passed = 0;
  for (const [i, count] of counts.entries()) {
    passed += count;
    if (passed >= rank) return values[i]!;
  }
  return values.at(-1)!;
}
