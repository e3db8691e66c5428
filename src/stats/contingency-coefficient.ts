import { chiSquaredStatistic } from "./chi-squared-test.js";
import { type ContingencyTable, independenceDegrees, marginsOf } from "./contingency-table.js";

/**
 * Pearson's contingency coefficient √(χ²/(n + χ²)) of rows and columns, in [0, 1): its largest possible value depends on the
 * size of the table (0.707 for two by two), so that only tables of one size can be compared. null with fewer than two
 * non-empty rows or columns.
 * Source: K. Pearson, Drapers' Company Research Memoirs, Biometric Series 1 (1904).
 */
export function contingencyCoefficient(table: ContingencyTable): number | null {
  const margins = marginsOf(table);
  if (independenceDegrees(margins) === 0) return null;
  const statistic = chiSquaredStatistic(table);
  return Math.sqrt(statistic / (margins.total + statistic));
}
