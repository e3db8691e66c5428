import type { Moments } from "./moments.js";
import { satterthwaite } from "./satterthwaite.js";
import { tCritical, tUpper } from "./student-t.js";

/** Welch's comparison of two means. */
export interface Welch {
  readonly difference: number;
  readonly t: number;
  /** Satterthwaite's, not necessarily whole. */
  readonly degreesOfFreedom: number;
  /** Two-sided. */
  readonly p: number;
  readonly low: number;
  readonly high: number;
}

/**
 * Welch's t test and interval (two-sided, confidence 1 − alpha) for the difference of two means a − b with unequal
 * variances; null with fewer than two values in a sample or without any variance.
 * Source: B. L. Welch, Biometrika 34 (1947) 28–35, doi:10.1093/biomet/34.1-2.28.
 */
export function welch(a: Moments, b: Moments, alpha: number): Welch | null {
  if (a.n < 2 || b.n < 2) return null;
  const [ofA, ofB] = [a.variance / a.n, b.variance / b.n];
  const variance = ofA + ofB;
  if (!(variance > 0)) return null;
  const { df: degreesOfFreedom } = satterthwaite(Math.sqrt(ofA), a.n - 1, Math.sqrt(ofB), b.n - 1);
  const difference = a.mean - b.mean;
  const t = difference / Math.sqrt(variance);
  const half = tCritical(alpha, degreesOfFreedom) * Math.sqrt(variance);
  return {
    difference,
    t,
    degreesOfFreedom,
    p: Math.min(1, 2 * tUpper(Math.abs(t), degreesOfFreedom)),
    low: difference - half,
    high: difference + half,
  };
}
