import { type ContingencyTable, marginsOf } from "./contingency-table.js";
import { entropyOfCounts, mutualInformation } from "./mutual-information.js";

/**
 * Theil's uncertainty coefficient U(columns | rows), in [0, 1]: the share of the column variable's entropy that knowing the
 * row removes; null when the columns vary in nothing. Transpose the table for the other direction.
 * Source: H. Theil, American Journal of Sociology 76 (1970) 103–154, doi:10.1086/224909.
 */
export function theilsU(table: ContingencyTable): number | null {
  const entropy = entropyOfCounts(marginsOf(table).columns);
  const shared = mutualInformation(table);
  return shared === null || entropy === 0 ? null : Math.min(1, shared / entropy);
}
