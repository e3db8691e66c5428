import { benjaminiHochberg } from "./benjamini-hochberg.js";

/**
 * Two-stage Benjamini–Hochberg adjusted p-values, in input order: a first pass at level `alpha` counts r rejections, m − r
 * estimates the number of true nulls, and the adjusted values shrink by (m − r)/m (not when r is 0 or m). Right at level
 * `alpha` only, and an adjusted value can be below the raw one; for independent tests.
 * Source: Y. Benjamini, A. M. Krieger and D. Yekutieli, Biometrika 93 (2006) 491–507, doi:10.1093/biomet/93.3.491, section 3
 * with the first stage at alpha (statsmodels' `fdr_tsbh`).
 */
export function twoStageBenjaminiHochberg(p: readonly number[], alpha: number): number[] {
  const first = benjaminiHochberg(p);
  const rejected = first.filter((value) => value <= alpha).length;
  if (rejected === 0 || rejected === p.length) return first;
  return first.map((value) => (value * (p.length - rejected)) / p.length);
}
