import { chiSquaredUpper } from "./chi-squared.js";
import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";

/**
 * p-value of "all groups have the same mean", in [0, 1], with a variance of its own for each group: Σ w(m − m̄)² with w = n/s² and m̄ the mean
 * weighted by w, against χ² with k − 1 degrees of freedom. For groups in which every value that occurs does so a few times; 1 with fewer
 * than two groups that have a spread.
 * Source: G. S. James, Biometrika 38 (1951) 324–329, doi:10.2307/2332578 (its first order).
 */
export function equalMeans(groups: readonly CountedValues[]): number {
  const parts = groups.flatMap((group) => {
    const n = sizeOf(group);
    const mean = sumOver(group, (value) => value) / n;
    const variance = sumOver(group, (value) => (value - mean) ** 2) / (n - 1);
    return variance > 0 ? [{ mean, weight: n / variance }] : [];
  });
  if (parts.length < 2) return 1;
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  const middle = parts.reduce((sum, part) => sum + part.weight * part.mean, 0) / weight;
  const statistic = parts.reduce((sum, part) => sum + part.weight * (part.mean - middle) ** 2, 0);
  return chiSquaredUpper(statistic, parts.length - 1);
}
