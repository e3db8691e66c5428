import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/**
 * Power of the two-sided test of two proportions on the arcsine scale, for Cohen's h and group sizes nA, nB, at level alpha.
 * Source: Cohen 1988, section 6.3.
 */
export function cohensHPower(h: number, nA: number, nB: number, alpha: number): number {
  const shift = h / Math.sqrt(1 / nA + 1 / nB);
  const critical = twoSidedCritical(alpha);
  return normalUpper(critical - shift) + normalUpper(critical + shift);
}
