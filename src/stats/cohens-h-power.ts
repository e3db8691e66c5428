import { findRoot } from "./find-root.js";
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

/**
 * Size of group A (not rounded) at which that test finds Cohen's h with the given power, when group B is `ratio` times as
 * large; null for h = 0.
 */
export function cohensHSampleSize(
  h: number,
  { alpha, power, ratio = 1 }: { readonly alpha: number; readonly power: number; readonly ratio?: number },
): number | null {
  if (h === 0) return null;
  const excess = (logSize: number): number => {
    const size = Math.exp(logSize);
    return cohensHPower(h, size, ratio * size, alpha) - power;
  };
  let reach = 1;
  while (excess(reach) < 0) reach *= 2;
  return Math.exp(findRoot(excess, -reach, reach));
}
