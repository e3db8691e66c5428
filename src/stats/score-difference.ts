import { constrainedSmallerRate } from "./constrained-difference.js";

/** Score statistic of two proportions at a supposed difference or ratio, and the skewness of its numerator. */
export interface Score {
  /** Standardised distance of the estimate from the supposed value. */
  readonly z: number;
  /** Third central moment over 6 V^1.5, the coefficient of z² − 1 in the correction. */
  readonly gamma: number;
}

/** z − (c² − 1)·gamma, what the corrected test at critical value c compares with c. */
export const corrected = (z: number, gamma: number, c: number): number => z - (c * c - 1) * gamma;

/** Score with its variance and third moment; a numerator of 0 is no distance even where there is no variance. */
export function score(numerator: number, variance: number, thirdMoment: number): Score {
  if (variance <= 1e-300) {
    return { z: Math.abs(numerator) < 1e-12 ? 0 : Math.sign(numerator) * Number.POSITIVE_INFINITY, gamma: 0 };
  }
  const sd = Math.sqrt(variance);
  return { z: numerator / sd, gamma: thirdMoment / (6 * variance * sd) };
}

/**
 * Score of x1/n1 − x2/n2 against a supposed `difference` in (−1, 1), its variance at the constrained maximum
 * likelihood, times N/(N − 1).
 * Source: Miettinen and Nurminen 1985, doi:10.1002/sim.4780040211; third moment: J. Gart and J. Nam, Biometrics 46
 * (1990), doi:10.2307/2532081; P. Laud, Pharm. Stat. 16 (2017), doi:10.1002/pst.1813.
 */
export function scoreDifference(x1: number, n1: number, x2: number, n2: number, difference: number): Score {
  if (difference < 0) {
    const swapped = scoreDifference(x2, n2, x1, n1, -difference);
    return { z: -swapped.z, gamma: -swapped.gamma };
  }
  const p2 = constrainedSmallerRate(x1, n1, x2, n2, difference);
  const p1 = Math.min(1, p2 + difference);
  // 1 − p1 is formed from the smaller parts, so that it keeps its digits when p1 nears 1.
  const q1 = Math.max(0, 1 - difference - p2);
  const v1 = (p1 * q1) / n1;
  const v2 = (p2 * (1 - p2)) / n2;
  const n = n1 + n2;
  const thirdMoment = (v1 * (q1 - p1)) / n1 - (v2 * (1 - 2 * p2)) / n2;
  return score(x1 / n1 - x2 / n2 - difference, ((v1 + v2) * n) / (n - 1), thirdMoment);
}
