import { type ClassRate, classCounts } from "./class-rates.js";

/**
 * Mean of a rate over the classes, each with the weight of its rows. Classes without rows weigh nothing; null where the rate of a
 * class with rows is not defined, or there are no rows.
 */
export function weightedAverage(matrix: Float64Array, classes: number, rate: ClassRate): number | null {
  let [sum, total] = [0, 0];
  for (const counts of classCounts(matrix, classes)) {
    if (!(counts.labelled > 0)) continue;
    const value = rate(counts);
    if (value === null) return null;
    sum += counts.labelled * value;
    total += counts.labelled;
  }
  return total > 0 ? sum / total : null;
}
