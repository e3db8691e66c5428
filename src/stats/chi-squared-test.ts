import { chiSquaredUpper } from "./chi-squared.js";
import { type ContingencyTable, independenceDegrees, marginsOf, visitCells } from "./contingency-table.js";
import type { TestResult } from "./test-result.js";

/** Pearson's statistic Σ (observed − expected)² / expected, with each distance shortened by up to `correction`. */
export function chiSquaredStatistic(table: ContingencyTable, correction = 0): number {
  let statistic = 0;
  visitCells(table, (observed, expected) => {
    const distance = Math.abs(observed - expected);
    statistic += (distance - Math.min(correction, distance)) ** 2 / expected;
  });
  return statistic;
}

/**
 * Pearson's chi-squared test of independence of rows and columns; null with fewer than two non-empty rows or columns.
 * `yates` shortens each distance by ½ (never past 0) where there is one degree of freedom, and is ignored elsewhere.
 * Source: K. Pearson (1900), doi:10.1080/14786440009463897; F. Yates (1934), doi:10.2307/2983604.
 */
export function chiSquaredTest(table: ContingencyTable, { yates = false } = {}): TestResult | null {
  const degreesOfFreedom = independenceDegrees(marginsOf(table));
  if (degreesOfFreedom === 0) return null;
  const statistic = chiSquaredStatistic(table, yates && degreesOfFreedom === 1 ? 0.5 : 0);
  return { statistic, degreesOfFreedom, p: chiSquaredUpper(statistic, degreesOfFreedom) };
}
