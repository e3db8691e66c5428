import { binomialLower } from "./binomial-distribution.js";
import { chiSquaredUpper } from "./chi-squared.js";
import type { TestResult } from "./test-result.js";

/**
 * McNemar's exact test of two classifications of the same rows: two-sided binomial p of the discordant counts (rows that
 * only the first has, rows that only the second has); 1 without discordant rows.
 * Source: Q. McNemar, Psychometrika 12 (1947) 153–157, doi:10.1007/BF02295996; Agresti 2013, section 11.1.
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  return Math.min(1, 2 * binomialLower(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond, 0.5));
}

/**
 * McNemar's chi-squared test, with Edwards' continuity correction (|b − c| − 1)² / (b + c), cut at 0, on request; null
 * without discordant rows (where statsmodels answers NaN, or ∞ with its correction).
 * Source: as above, and A. L. Edwards, Psychometrika 13 (1948) 185–187, doi:10.1007/BF02289261.
 */
export function mcnemarChiSquared(
  onlyFirst: number,
  onlySecond: number,
  { corrected = false } = {},
): TestResult | null {
  const discordant = onlyFirst + onlySecond;
  if (discordant === 0) return null;
  const distance = Math.max(0, Math.abs(onlyFirst - onlySecond) - (corrected ? 1 : 0));
  const statistic = distance ** 2 / discordant;
  return { statistic, degreesOfFreedom: 1, p: chiSquaredUpper(statistic, 1) };
}
