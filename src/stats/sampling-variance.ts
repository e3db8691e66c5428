import { boundsOf } from "./intervals.js";
import { normalUpper } from "./normal-upper.js";
import type { Sample } from "./sample.js";

/** Two-sided level of ± one standard error of a normal value. */
const oneError = 2 * normalUpper(1);

/**
 * Squared standard error of a value: p(1 − p)/(n − 1) of a share (unbiased for its sampling variance), p(1 − p)/(effective rows) of a weighted or
 * clustered one, of others the squared half-width of the interval that reaches one standard error to each side. null for a share of one row.
 */
export function samplingVariance({ value, evidence }: Sample): number | null {
  const [, second = 0] = evidence.basis;
  if (evidence.interval === "wilson") return second > 1 ? (value * (1 - value)) / (second - 1) : null;
  if (evidence.interval === "wilson_effective") return (value * (1 - value)) / second;
  if (evidence.interval === "t_mean") return second ** 2;
  const { low, high } = boundsOf(evidence, oneError);
  return ((high - low) / 2) ** 2;
}
