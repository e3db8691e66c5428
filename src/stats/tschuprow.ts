import { chiSquaredStatistic } from "./chi-squared-test.js";
import { type ContingencyTable, independenceDegrees, marginsOf } from "./contingency-table.js";

/**
 * Tschuprow's T, the strength of association of rows and columns, in [0, 1]: as Cramér's V, which it equals in square tables,
 * but unable to reach 1 in others. null with fewer than two non-empty rows or columns.
 * Source: A. A. Tschuprow, Principles of the Mathematical Theory of Correlation (1939); Agresti 2013, section 2.4.
 */
export function tschuprowsT(table: ContingencyTable): number | null {
  const margins = marginsOf(table);
  const degrees = independenceDegrees(margins);
  return degrees === 0 ? null : Math.sqrt(chiSquaredStatistic(table) / margins.total / Math.sqrt(degrees));
}
