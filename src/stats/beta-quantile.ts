import { incompleteBeta } from "./incomplete-beta.js";
import { normalQuantile } from "./normal-quantile.js";
import { betaKernel } from "./saddle-point.js";

/**
 * ln(x/(1 − x)) of the x with P(X < x) = p, X ~ Beta(a, b). On this scale both ends keep their digits, and the
 * logarithm of the smaller tail is nearly straight, so that Newton's method (kept inside a bracket) needs few steps.
 */
export function betaQuantileLogit(p: number, a: number, b: number): number {
  if (p > 0.5) return -logitOfLowerTail(1 - p, b, a);
  return logitOfLowerTail(p, a, b);
}

function logitOfLowerTail(p: number, a: number, b: number): number {
  if (!(p > 0)) return Number.NEGATIVE_INFINITY;
  let low = Number.NEGATIVE_INFINITY;
  let high = Number.POSITIVE_INFINITY;
  let u = Math.log(a / b) + normalQuantile(p) * Math.sqrt(1 / a + 1 / b);
  for (let step = 0; step < 200; step++) {
    const x = 1 / (1 + Math.exp(-u));
    const y = 1 / (1 + Math.exp(u));
    const { lower } = incompleteBeta(a, b, x, y);
    if (lower < p) low = u;
    else high = u;
    const newton = u - (Math.log(lower / p) * lower) / betaKernel(a, b, x, y);
    // Convergence is quadratic: after a step of 10⁻⁸ the next would be lost in rounding.
    if (Math.abs(newton - u) < 1e-8) return newton;
    u = newton > low && newton < high ? newton : between(low, high, u);
  }
  return u;
}

/** A point inside the bracket; while one end is open, a good step towards it. */
function between(low: number, high: number, u: number): number {
  if (low === Number.NEGATIVE_INFINITY) return u - 1 - Math.abs(u);
  if (high === Number.POSITIVE_INFINITY) return u + 1 + Math.abs(u);
  return (low + high) / 2;
}

/** x with P(X < x) = p for X ~ Beta(a, b), p in [0, 1]. */
export const betaQuantile = (p: number, a: number, b: number): number =>
  1 / (1 + Math.exp(-betaQuantileLogit(p, a, b)));

/** x with P(X > x) = p for X ~ Beta(a, b): for small p more exact than `betaQuantile(1 - p, a, b)`. */
export const betaQuantileUpper = (p: number, a: number, b: number): number =>
  1 / (1 + Math.exp(betaQuantileLogit(p, b, a)));
