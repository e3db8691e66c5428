import { betaQuantileLogit } from "./beta-quantile.js";
import { incompleteBeta } from "./incomplete-beta.js";

/**
 * P(T > t) of Student's t with df > 0 degrees of freedom (not necessarily whole).
 * Source: DLMF 8.17 and the identity P(|T| > t) = I_x(df/2, ½), x = df/(df + t²) (Abramowitz and Stegun 26.7.1).
 */
export function tUpper(t: number, df: number): number {
  const square = t * t;
  // Beyond 10⁵⁰ the square swamps df in double precision; the ratio is formed so that neither overflows.
  const twoSided = incompleteBeta(df / 2, 0.5, 1 / (1 + square / df), 1 / (1 + df / square)).lower;
  return t >= 0 ? twoSided / 2 : 1 - twoSided / 2;
}

/** The t that Student's t with df degrees of freedom exceeds in size with probability alpha. */
export const tCritical = (alpha: number, df: number): number =>
  Math.sqrt(df) * Math.exp(-betaQuantileLogit(alpha, df / 2, 0.5) / 2);

/** t with P(T < t) = p for Student's t with df degrees of freedom. */
export const tQuantile = (p: number, df: number): number =>
  p === 0.5 ? 0 : p < 0.5 ? -tCritical(2 * p, df) : tCritical(2 * (1 - p), df);
