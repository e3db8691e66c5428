import { normalQuantile } from "./normal-quantile.js";

const standardError = (n: number, nMax: number): number => Math.sqrt(1 / n + 1 / nMax);

/**
 * Whether data of this size could pass a gate on a gap: the half-width of the interval between a group of `n` and the
 * largest group is at most the tolerance, at one-sided level alpha, if both had the pooled rate. The group's own
 * outcome plays no part. `n` and `nMax` are (effective) denominators of the metric.
 */
export const canBeJudged = (pooledRate: number, n: number, nMax: number, tolerance: number, alpha: number): boolean =>
  n > 0 && -normalQuantile(alpha) * Math.sqrt(pooledRate * (1 - pooledRate)) * standardError(n, nMax) <= tolerance;

/**
 * The same for a gate on a ratio with threshold in (0, 1], on the logarithm; with a pooled rate of 0 no group can be
 * judged.
 */
export const canBeJudgedRatio = (
  pooledRate: number,
  n: number,
  nMax: number,
  threshold: number,
  alpha: number,
): boolean =>
  n > 0 &&
  pooledRate > 0 &&
  -normalQuantile(alpha) * Math.sqrt((1 - pooledRate) / pooledRate) * standardError(n, nMax) <= -Math.log(threshold);

/** The same for a gate on the gap of a mean, from the standard deviation of one row. */
export const canBeJudgedMean = (
  deviation: number,
  n: number,
  nMax: number,
  tolerance: number,
  alpha: number,
): boolean => n > 0 && -normalQuantile(alpha) * deviation * standardError(n, nMax) <= tolerance;
