import { chiSquaredUpper } from "./chi-squared.js";
import { type ContingencyTable, independenceDegrees, marginsOf, visitCells } from "./contingency-table.js";
import type { TestResult } from "./test-result.js";

/**
 * Likelihood-ratio (G) test of independence of rows and columns, G = 2 Σ observed · ln(observed / expected); null with fewer
 * than two non-empty rows or columns.
 * Source: Agresti 2013, section 3.2.1; S. S. Wilks (1938), doi:10.1214/aoms/1177732360.
 */
export function gTest(table: ContingencyTable): TestResult | null {
  const degreesOfFreedom = independenceDegrees(marginsOf(table));
  if (degreesOfFreedom === 0) return null;
  let sum = 0;
  visitCells(table, (observed, expected) => {
    if (observed > 0) sum += observed * Math.log(observed / expected);
  });
  // Rounding can leave a table of exact independence slightly below 0.
  const statistic = Math.max(0, 2 * sum);
  return { statistic, degreesOfFreedom, p: chiSquaredUpper(statistic, degreesOfFreedom) };
}
