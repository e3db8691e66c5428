import { constrainedDifference } from "./constrained-difference.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/** Two groups whose true rates are supposed. */
export interface SupposedPair {
  readonly rate: number;
  readonly n: number;
  readonly reference: number;
  readonly nReference: number;
}

/**
 * Chance of finding rate − reference above `tolerance` ≥ 0 at one-sided level alpha, by the normal approximation of the
 * score test: standard error at the constrained maximum likelihood (the pooled rate at tolerance 0) under the null, at
 * the rates themselves else.
 */
export function gapPower({ rate, n, reference, nReference }: SupposedPair, tolerance: number, alpha: number): number {
  const [p1, p2] = constrainedDifference(rate * n, n, reference * nReference, nReference, tolerance);
  const underNull = Math.sqrt((p1 * (1 - p1)) / n + (p2 * (1 - p2)) / nReference);
  const error = Math.sqrt((rate * (1 - rate)) / n + (reference * (1 - reference)) / nReference);
  const beyond = -normalQuantile(alpha) * underNull - (rate - reference - tolerance);
  return error > 0 ? normalUpper(beyond / error) : beyond < 0 ? 1 : 0;
}
