import type { Interval, IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/** Wilson's limits for a share `p` of `n` (effective) trials at a critical value: where (p − θ)² = c²·θ(1 − θ)/n. */
export function wilsonLimits(p: number, n: number, critical: number): Interval {
  const a = (critical * critical) / n;
  // Student's t with one degree of freedom reaches critical values whose squares are no numbers any more.
  if (a > 1e300) return { low: 0, high: 1 };
  const half = critical * Math.sqrt((p * (1 - p)) / n + a / (4 * n));
  const high = p === 1 ? 1 : Math.min(1, (p + a / 2 + half) / (1 + a));
  // The product of both roots is p²/(1 + a): no cancellation in the lower one.
  return { low: p === 0 ? 0 : (p * p) / ((1 + a) * high), high };
}

/**
 * Score interval of a proportion of independent rows, within [0, 1]; basis [successes, trials], trials > 0.
 * Source: E. B. Wilson, JASA 22 (1927), doi:10.1080/01621459.1927.10502953.
 */
export const wilson: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  return wilsonLimits(x / n, n, twoSidedCritical(alpha));
};
