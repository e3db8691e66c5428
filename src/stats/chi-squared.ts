import { lentz } from "./lentz.js";
import { gammaKernel } from "./saddle-point.js";

/** P(a, x) of the gamma distribution by its power series, for x < a + 1. */
function bySeries(a: number, x: number): number {
  let term = 1 / a;
  let sum = term;
  for (let n = a + 1; term > sum * 1e-17; n++) {
    term *= x / n;
    sum += term;
  }
  return gammaKernel(a, x) * sum;
}

/** Q(a, x) by Legendre's continued fraction, for x ≥ a + 1. */
const byFraction = (a: number, x: number): number =>
  gammaKernel(a, x) /
  lentz(
    (m) => m * (a - m),
    (m) => x + 2 * m + 1 - a,
  );

/**
 * P(X > x) of chi-squared with df > 0 degrees of freedom.
 * Source: regularised incomplete gamma function, DLMF 8.7.1 and 8.9.2, https://dlmf.nist.gov/8.9.
 */
export function chiSquaredUpper(x: number, df: number): number {
  if (!(x > 0)) return 1;
  const [a, half] = [df / 2, x / 2];
  return half < a + 1 ? 1 - bySeries(a, half) : byFraction(a, half);
}
