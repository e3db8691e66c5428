import { betaQuantile } from "./beta-quantile.js";
import { incompleteBeta } from "./incomplete-beta.js";
import { deviance, stirlingError } from "./saddle-point.js";

/**
 * P(X = k) for X ~ Binomial(n, p), to nearly full relative precision for any n.
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000).
 */
export function binomialProbability(k: number, n: number, p: number): number {
  if (k < 0 || k > n) return 0;
  if (k === 0) return p === 1 ? Number(n === 0) : Math.exp(n * Math.log1p(-p));
  if (k === n) return p ** n;
  if (p === 0 || p === 1) return 0;
  const exponent =
    stirlingError(n) - stirlingError(k) - stirlingError(n - k) - deviance(k, n * p) - deviance(n - k, n * (1 - p));
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * k * (n - k)));
}

/** P(X ≤ k) for X ~ Binomial(n, p); DLMF 8.17.24, https://dlmf.nist.gov/8.17.E24. */
export function binomialLower(k: number, n: number, p: number): number {
  if (k < 0) return 0;
  return k >= n ? 1 : incompleteBeta(k + 1, n - k, p).upper;
}

/** Smallest k with P(X ≤ k) ≥ q for X ~ Binomial(n, p), q in (0, 1). */
export function binomialQuantile(q: number, n: number, p: number): number {
  if (p <= 0 || n === 0) return 0;
  if (p >= 1) return n;
  // A beta quantile lands within a step or two; the two loops make it exact.
  let k = Math.min(n, Math.max(0, Math.round(n * betaQuantile(q, n * p + 0.5, n * (1 - p) + 0.5))));
  while (k > 0 && binomialLower(k - 1, n, p) >= q) k--;
  while (k < n && binomialLower(k, n, p) < q) k++;
  return k;
}
