import { chiSquaredStatistic } from "./chi-squared-test.js";
import { type ContingencyTable, independenceDegrees, marginsOf } from "./contingency-table.js";

/**
 * Cramér's V, the strength of association of rows and columns, in [0, 1]; null with fewer than two non-empty rows or columns.
 * Source: H. Cramér, Mathematical Methods of Statistics (1946), section 21.9.
 */
export function cramersV(table: ContingencyTable): number | null {
  const margins = marginsOf(table);
  if (independenceDegrees(margins) === 0) return null;
  const shorter = Math.min(margins.rows.length, margins.columns.length);
  return Math.sqrt(chiSquaredStatistic(table) / margins.total / (shorter - 1));
}

/**
 * Cramér's V with its upward bias removed, in [0, 1]: about 0 for independent variables however small the table; null with
 * fewer than two non-empty rows or columns, or two rows of data.
 * Source: W. Bergsma, Journal of the Korean Statistical Society 42 (2013) 323–328, doi:10.1016/j.jkss.2012.10.002.
 */
export function cramersVCorrected(table: ContingencyTable): number | null {
  const margins = marginsOf(table);
  const degrees = independenceDegrees(margins);
  const n = margins.total;
  if (degrees === 0 || n <= 2) return null;
  const [found, byChance] = [chiSquaredStatistic(table) / n, degrees / (n - 1)];
  // The root would make 1e-9 of a difference that is rounding.
  const excess = found - byChance > 1e-14 * found ? found - byChance : 0;
  const corrected = (levels: number): number => levels - (levels - 1) ** 2 / (n - 1);
  return Math.sqrt(excess / (Math.min(corrected(margins.rows.length), corrected(margins.columns.length)) - 1));
}
