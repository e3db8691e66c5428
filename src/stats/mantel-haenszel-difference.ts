import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { comparable, type GroupPair, pairSize } from "./proportion.js";

/** Mantel–Haenszel weights n_a n_b / n of the strata, adding to 1; 0 where a group is absent, null where one always is. */
export function mantelHaenszelWeights(strata: readonly GroupPair[]): number[] | null {
  const raw = strata.map((stratum) => {
    const n = pairSize(stratum);
    return n === 0 ? 0 : (stratum.a.trials * stratum.b.trials) / n;
  });
  const sum = raw.reduce((total, weight) => total + weight, 0);
  return sum === 0 ? null : raw.map((weight) => weight / sum);
}

/**
 * Mantel–Haenszel difference of proportions a − b over strata, in [−1, 1], with Sato's variance (valid for many small strata
 * and for few large ones) at two-sided confidence 1 − alpha; all null where no stratum holds both groups.
 * Source: T. Sato, Biometrics 45 (1989) 1323–1324.
 */
export function mantelHaenszelDifference(
  strata: readonly GroupPair[],
  alpha: number,
): Bounds & { readonly value: number | null } {
  let [weights, weighted, p, q] = [0, 0, 0, 0];
  for (const stratum of comparable(strata)) {
    const { a, b } = stratum;
    const n = pairSize(stratum);
    const [na, nb, xa, xb] = [a.trials, b.trials, a.successes, b.successes];
    weights += (na * nb) / n;
    weighted += (xa * nb - xb * na) / n;
    p += (na * na * xb - nb * nb * xa + (na * nb * (nb - na)) / 2) / (n * n);
    q += (xa * (nb - xb) + xb * (na - xa)) / (2 * n);
  }
  if (weights === 0) return { value: null, low: null, high: null };
  const value = weighted / weights;
  const half = (twoSidedCritical(alpha) * Math.sqrt(Math.max(0, value * p + q))) / weights;
  return { value, low: value - half, high: value + half };
}
