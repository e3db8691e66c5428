import { chiSquaredUpper } from "./chi-squared.js";
import { type GroupPair, pairSize } from "./proportion.js";
import type { TestResult } from "./test-result.js";

/**
 * Cochran–Mantel–Haenszel test that the odds ratio of group and outcome is 1 in every stratum, one degree of freedom;
 * `corrected` shortens the distance by ½ (cut at 0). null where no stratum can tell (both groups and both outcomes needed).
 * Source: N. Mantel and W. Haenszel, J. National Cancer Institute 22 (1959) 719–748, doi:10.1093/jnci/22.4.719; Agresti 2013, section 6.4.2.
 */
export function cochranMantelHaenszel(strata: readonly GroupPair[], { corrected = false } = {}): TestResult | null {
  let [distance, variance] = [0, 0];
  for (const stratum of strata) {
    const { a, b } = stratum;
    const n = pairSize(stratum);
    if (n < 2) continue;
    const successes = a.successes + b.successes;
    distance += a.successes - (a.trials * successes) / n;
    variance += (((a.trials * b.trials) / n) * (successes / n) * (n - successes)) / (n - 1);
  }
  if (variance === 0) return null;
  const statistic = Math.max(0, Math.abs(distance) - (corrected ? 0.5 : 0)) ** 2 / variance;
  return { statistic, degreesOfFreedom: 1, p: chiSquaredUpper(statistic, 1) };
}
