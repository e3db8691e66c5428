import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { type GroupPair, pairSize } from "./proportion.js";

/** A ratio pooled over strata, with the limits of its log interval; value in [0, ∞), null where it is infinite or 0/0. */
export interface PooledRatio extends Bounds {
  readonly value: number | null;
  /** Standard error of ln value; null where the interval is not defined. */
  readonly logStandardError: number | null;
}

/**
 * Mantel–Haenszel odds ratio of a against b over strata, Σ x_a(n_b − x_b)/n over Σ (n_a − x_a)x_b/n, in [0, ∞), with the
 * Robins–Breslow–Greenland interval at two-sided confidence 1 − alpha. null where the denominator is 0; without a positive value there
 * is no interval ([0, ∞), high null).
 * Source: J. Robins, N. Breslow and S. Greenland, Biometrics 42 (1986) 311–323, doi:10.2307/2531052.
 */
export function mantelHaenszelOddsRatio(strata: readonly GroupPair[], alpha: number): PooledRatio {
  let [r, s, pr, both, qs] = [0, 0, 0, 0, 0];
  for (const stratum of strata) {
    const { a, b } = stratum;
    const n = pairSize(stratum);
    if (n === 0) continue;
    const forA = (a.successes * (b.trials - b.successes)) / n;
    const forB = ((a.trials - a.successes) * b.successes) / n;
    const p = (a.successes + b.trials - b.successes) / n;
    r += forA;
    s += forB;
    pr += p * forA;
    both += p * forB + (1 - p) * forA;
    qs += (1 - p) * forB;
  }
  if (r === 0 || s === 0) {
    return { value: s === 0 ? null : r / s, low: 0, high: null, logStandardError: null };
  }
  const logStandardError = Math.sqrt(pr / (2 * r * r) + both / (2 * r * s) + qs / (2 * s * s));
  return pooledRatio(r / s, logStandardError, alpha);
}

/** Log interval around a pooled ratio. */
export function pooledRatio(value: number, logStandardError: number, alpha: number): PooledRatio {
  const factor = Math.exp(twoSidedCritical(alpha) * logStandardError);
  return { value, low: value / factor, high: value * factor, logStandardError };
}
