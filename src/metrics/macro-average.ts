import { type ClassRate, classCounts } from "./class-rates.js";

/**
 * Mean of a rate over all classes of the audit, each counting alike. null where it is not defined for some class: a missing class
 * is no class with rate 0 (as scikit-learn counts it), and leaving it out would compare groups over different classes.
 */
export function macroAverage(matrix: Float64Array, classes: number, rate: ClassRate): number | null {
  let sum = 0;
  for (const counts of classCounts(matrix, classes)) {
    const value = rate(counts);
    if (value === null) return null;
    sum += value;
  }
  return classes > 0 ? sum / classes : null;
}
