import { chiSquaredUpper } from "./chi-squared.js";
import { mantelHaenszelOddsRatio } from "./mantel-haenszel-odds-ratio.js";
import { type GroupPair, pairSize } from "./proportion.js";
import type { TestResult } from "./test-result.js";

/** a's expected successes in one stratum if the odds ratio were `ratio`, its margins given. */
function fitted(stratum: GroupPair, ratio: number): number {
  const { a, b } = stratum;
  const successes = a.successes + b.successes;
  // Root of (1 − ratio)e² + [ratio(n_a + x) + n_b − x]e − ratio·n_a·x = 0 between the margins, in the form without cancellation.
  const linear = ratio * (a.trials + successes) + b.trials - successes;
  const constant = ratio * a.trials * successes;
  return (2 * constant) / (linear + Math.sqrt(linear ** 2 - 4 * (ratio - 1) * constant));
}

/** Asymptotic variance of a's successes at its fitted value. */
function varianceAt(stratum: GroupPair, fit: number): number {
  const { a, b } = stratum;
  const successes = a.successes + b.successes;
  return 1 / (1 / fit + 1 / (a.trials - fit) + 1 / (successes - fit) + 1 / (b.trials - successes + fit));
}

/** Both groups and both outcomes occur. */
const isInformative = (stratum: GroupPair): boolean => {
  const successes = stratum.a.successes + stratum.b.successes;
  return stratum.a.trials > 0 && stratum.b.trials > 0 && successes > 0 && successes < pairSize(stratum);
};

/**
 * Breslow–Day test that the odds ratio is the same in all strata, at the Mantel–Haenszel odds ratio; with `tarone` the term
 * that makes its chi-squared distribution right is subtracted. Strata that lack a group or an outcome take no degree of
 * freedom (statsmodels counts them). null with fewer than two strata or without a finite positive odds ratio.
 * Source: N. E. Breslow and N. E. Day, Statistical Methods in Cancer Research 1 (1980), equation 4.30; R. E. Tarone,
 * Biometrika 72 (1985) 91–95, doi:10.1093/biomet/72.1.91.
 */
export function breslowDay(strata: readonly GroupPair[], { tarone = false } = {}): TestResult | null {
  const informative = strata.filter(isInformative);
  const { value: ratio } = mantelHaenszelOddsRatio(informative, 0.05);
  if (informative.length < 2 || ratio === null || ratio === 0 || ratio === Number.POSITIVE_INFINITY) return null;
  let [statistic, distances, variances] = [0, 0, 0];
  for (const stratum of informative) {
    const fit = fitted(stratum, ratio);
    const [distance, variance] = [stratum.a.successes - fit, varianceAt(stratum, fit)];
    statistic += distance ** 2 / variance;
    distances += distance;
    variances += variance;
  }
  if (tarone) statistic = Math.max(0, statistic - distances ** 2 / variances);
  const degreesOfFreedom = informative.length - 1;
  return { statistic, degreesOfFreedom, p: chiSquaredUpper(statistic, degreesOfFreedom) };
}
