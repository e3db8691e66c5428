import { chiSquaredUpper } from "./chi-squared.js";
import { type CountedValues, poolValues } from "./counted-values.js";
import type { TestResult } from "./test-result.js";

/**
 * Kruskal–Wallis test that k samples come from one distribution, corrected for ties; null with fewer than two non-empty
 * samples or when all values are equal.
 * Source: W. H. Kruskal and W. A. Wallis, J. American Statistical Association 47 (1952) 583–621, doi:10.1080/01621459.1952.10483441.
 */
export function kruskalWallis(samples: readonly CountedValues[]): TestResult | null {
  const used = samples.filter(({ values }) => values.length > 0);
  const { values, counts } = poolValues(used);
  const rankSums = new Float64Array(used.length);
  let [below, tieTerm] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const tied = counts.reduce((sum, inSample) => sum + inSample[i]!, 0);
    const midrank = below + (tied + 1) / 2;
    for (const [g, inSample] of counts.entries()) rankSums[g] = rankSums[g]! + midrank * inSample[i]!;
    below += tied;
    tieTerm += tied ** 3 - tied;
  }
  const n = below;
  if (used.length < 2 || values.length < 2) return null;
  const sizes = counts.map((inSample) => inSample.reduce((sum, count) => sum + count, 0));
  const between = rankSums.reduce((sum, ranks, g) => sum + ranks ** 2 / sizes[g]!, 0);
  const statistic = ((12 / (n * (n + 1))) * between - 3 * (n + 1)) / (1 - tieTerm / (n ** 3 - n));
  const degreesOfFreedom = used.length - 1;
  return { statistic, degreesOfFreedom, p: chiSquaredUpper(statistic, degreesOfFreedom) };
}
