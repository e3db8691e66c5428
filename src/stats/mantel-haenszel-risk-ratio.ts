import { type PooledRatio, pooledRatio } from "./mantel-haenszel-odds-ratio.js";
import { type GroupPair, pairSize } from "./proportion.js";

/**
 * Mantel–Haenszel ratio of proportions of a against b over strata, Σ x_a n_b/n over Σ x_b n_a/n, in [0, ∞), with the
 * Greenland–Robins interval at two-sided confidence 1 − alpha. null where the denominator is 0; without a positive value there is no
 * interval ([0, ∞), high null).
 * Source: S. Greenland and J. M. Robins, Biometrics 41 (1985) 55–68, equation 13, doi:10.2307/2530643.
 */
export function mantelHaenszelRiskRatio(strata: readonly GroupPair[], alpha: number): PooledRatio {
  let [r, s, spread] = [0, 0, 0];
  for (const stratum of strata) {
    const { a, b } = stratum;
    const n = pairSize(stratum);
    if (n === 0) continue;
    r += (a.successes * b.trials) / n;
    s += (b.successes * a.trials) / n;
    const successes = a.successes + b.successes;
    spread += (a.trials * b.trials * successes - a.successes * b.successes * n) / (n * n);
  }
  if (r === 0 || s === 0) {
    return { value: s === 0 ? null : r / s, low: 0, high: null, logStandardError: null };
  }
  return pooledRatio(r / s, Math.sqrt(spread / (r * s)), alpha);
}
