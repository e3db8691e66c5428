import type { Proportion } from "./proportion.js";

/**
 * Smoothed empirical differential fairness: the largest |ln| ratio between two groups' rates, of the outcome or of its absence,
 * at least 0. e to its power bounds how much more likely either outcome is in one group. Rates are smoothed by a symmetric
 * Dirichlet prior worth `concentration` rows, so that a group without an outcome does not make it infinite; small groups are
 * therefore pulled towards ½. null with fewer than two groups.
 * Source: J. R. Foulds, R. Islam, K. N. Keya and S. Pan, ICDE 2020, equation 7, doi:10.1109/ICDE48307.2020.00203.
 */
export function smoothedDifferentialFairness(groups: readonly Proportion[], concentration = 1): number | null {
  if (groups.length < 2) return null;
  const rates = groups.map(({ successes, trials }) => (successes + concentration / 2) / (trials + concentration));
  const spread = (values: readonly number[]): number => Math.log(Math.max(...values) / Math.min(...values));
  return Math.max(spread(rates), spread(rates.map((rate) => 1 - rate)));
}
