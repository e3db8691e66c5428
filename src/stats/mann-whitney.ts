import { type CountedValues, poolValues } from "./counted-values.js";
import { normalUpper } from "./normal-upper.js";
import { exactRankSum } from "./rank-sum-distribution.js";
import type { Directions } from "./test-result.js";

/** Result of the Mann–Whitney test; p-values by direction. */
export interface MannWhitney extends Directions {
  /** Pairs in which the first sample's value is larger, ties counting half; in [0, n·m]. */
  readonly u: number;
  /** u / (n·m): the chance that a value of the first sample is the larger, ties counting half. An AUC. */
  readonly probability: number;
  readonly method: "exact" | "asymptotic";
}

/** How to find the p-values. */
export interface MannWhitneyOptions {
  /** Default: exact up to 50 observations together. */
  readonly method?: "exact" | "asymptotic";
  /** Shorten the distance from the mean by ½ in the asymptotic form; default true. */
  readonly continuity?: boolean;
}

const exactUpTo = 50;

/**
 * Mann–Whitney (Wilcoxon rank sum) test whether values of `x` tend to be larger than those of `y`; null when one is empty.
 * `less` and `greater` speak of x against y. Exact: the permutation distribution given the ties, two-sided p twice the
 * smaller side (equal to the classical tables without ties). Asymptotic: normal with the variance corrected for ties.
 * Source: H. B. Mann and D. R. Whitney (1947), doi:10.1214/aoms/1177730491; E. L. Lehmann, Nonparametrics (1975), section 1.4.
 */
export function mannWhitney(x: CountedValues, y: CountedValues, options: MannWhitneyOptions = {}): MannWhitney | null {
  const [inX, inY] = poolValues([x, y]).counts as [Float64Array, Float64Array];
  let [n, m, u, tieTerm] = [0, 0, 0, 0];
  for (const [i, count] of inX.entries()) {
    const other = inY[i]!;
    u += count * (m + other / 2);
    n += count;
    m += other;
    tieTerm += (count + other) ** 3 - (count + other);
  }
  if (n === 0 || m === 0) return null;
  const method = options.method ?? (n + m <= exactUpTo ? "exact" : "asymptotic");
  const variance = ((n * m) / 12) * (n + m + 1 - tieTerm / ((n + m) * (n + m - 1)));
  const directions =
    method === "exact"
      ? exactRankSum(inX, inY)
      : normalDirections(u - (n * m) / 2, Math.sqrt(variance), options.continuity === false ? 0 : 0.5);
  return { u, probability: u / (n * m), method, ...directions };
}

function normalDirections(distance: number, deviation: number, correction: number): Directions {
  if (!(deviation > 0)) return { less: 1, greater: 1, twoSided: 1 };
  return {
    less: normalUpper((-distance - correction) / deviation),
    greater: normalUpper((distance - correction) / deviation),
    twoSided: Math.min(1, 2 * normalUpper((Math.abs(distance) - correction) / deviation)),
  };
}
