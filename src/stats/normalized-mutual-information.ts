import { type ContingencyTable, marginsOf } from "./contingency-table.js";
import { hypergeometricProbabilities } from "./hypergeometric-distribution.js";
import { entropyOfCounts, mutualInformation } from "./mutual-information.js";

/** Mean of the entropies of rows and columns, in nats: as much information as two equal partitions could share. */
function meanEntropy(table: ContingencyTable): number {
  const { rows, columns } = marginsOf(table);
  return (entropyOfCounts(rows) + entropyOfCounts(columns)) / 2;
}

/**
 * Mutual information of rows and columns over the mean of their entropies, in [0, 1]; null where neither varies. Larger in
 * tables with more cells, by chance alone.
 * Source: A. Strehl and J. Ghosh, J. Machine Learning Research 3 (2002) 583–617, with the arithmetic mean.
 */
export function normalizedMutualInformation(table: ContingencyTable): number | null {
  const most = meanEntropy(table);
  const shared = mutualInformation(table);
  return shared === null || most === 0 ? null : Math.min(1, shared / most);
}

/** Mean mutual information, in nats, of all tables with these margins when rows and columns are independent. */
function expectedMutualInformation(table: ContingencyTable): number {
  const { rows, columns, total } = marginsOf(table);
  let sum = 0;
  for (const marked of rows) {
    for (const drawn of columns) {
      const { least, probabilities } = hypergeometricProbabilities({ marked, others: total - marked, drawn });
      for (const [i, probability] of probabilities.entries()) {
        const count = least + i;
        if (count > 0) sum += probability * (count / total) * Math.log((count / marked) * (total / drawn));
      }
    }
  }
  return sum;
}

/**
 * Mutual information of rows and columns with what chance makes of it taken away, over the most that could be left: 1 where
 * each decides the other, about 0 where they are independent, and below 0 where they share less than by chance. null where
 * nothing can be shared beyond chance. Whole counts; time grows with the smaller margins.
 * Source: N. X. Vinh, J. Epps and J. Bailey, J. Machine Learning Research 11 (2010) 2837–2854, with the arithmetic mean.
 */
export function adjustedMutualInformation(table: ContingencyTable): number | null {
  const shared = mutualInformation(table);
  if (shared === null) return null;
  const byChance = expectedMutualInformation(table);
  const room = meanEntropy(table) - byChance;
  // One row, one column, or every cell alone in both: what remains is rounding.
  return room < 1e-12 ? null : (shared - byChance) / room;
}
