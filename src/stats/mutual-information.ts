import { type ContingencyTable, marginsOf, visitCells } from "./contingency-table.js";

/** Shannon entropy −Σ p ln p of counts, in nats; 0 for a single outcome. */
export function entropyOfCounts(counts: readonly number[]): number {
  const total = counts.reduce((sum, count) => sum + count, 0);
  return counts.reduce((sum, count) => (count > 0 ? sum - (count / total) * Math.log(count / total) : sum), 0);
}

/**
 * Mutual information of rows and columns, in nats: 0 when they are independent, at most the smaller of their entropies;
 * null for an empty table. Biased upwards in small samples (by about degrees of freedom / 2n).
 * Source: C. E. Shannon (1948), doi:10.1002/j.1538-7305.1948.tb01338.x.
 */
export function mutualInformation(table: ContingencyTable): number | null {
  const { total } = marginsOf(table);
  if (total === 0) return null;
  let sum = 0;
  visitCells(table, (observed, expected) => {
    if (observed > 0) sum += (observed / total) * Math.log(observed / expected);
  });
  return Math.max(0, sum);
}
