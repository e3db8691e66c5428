import { constrainedDifference } from "./constrained-difference.js";
import { twoSidedP } from "./corrected-score.js";
import type { Interval } from "./interval-function.js";
import { mantelHaenszelWeights } from "./mantel-haenszel-difference.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { outermostCrossing } from "./outermost.js";
import { comparable, type GroupPair } from "./proportion.js";
import { corrected, type Score, score } from "./score-difference.js";

/** A weighted difference of proportions over strata. */
export interface StratifiedScas extends Interval {
  readonly value: number;
  /** Two-sided p-value of "no difference", by the statistic of the interval. */
  readonly p: number;
}

/**
 * Mantel–Haenszel weighted difference of proportions a − b over strata, in [−1, 1], with the skewness-corrected score interval at
 * two-sided confidence 1 − alpha; null where no stratum holds both groups.
 *
 * With weights w, Σw = 1, and rates at their maximum likelihood under "every stratum's difference is δ": z(δ) = Σw(d − δ)/√V,
 * V = Σw²(v_a + v_b)·n/(n − 1) with v = p(1 − p)/n of a group, γ = Σw³(third moments)/(6V^1.5); limits where
 * z = ±c + (c² − 1)γ. With one stratum it is `scasDifference`; without γ its test at δ = 0 is that of Cochran, Mantel and
 * Haenszel. Strata whose true differences differ are still averaged rightly, with slightly too little variance.
 * Source: P. Laud, Pharm. Stat. 16 (2017), section 2.5, doi:10.1002/pst.1813; O. Miettinen and M. Nurminen, Stat. Med. 4 (1985).
 */
export function stratifiedScas(strata: readonly GroupPair[], alpha: number): StratifiedScas | null {
  const used = comparable(strata);
  const weights = mantelHaenszelWeights(used);
  if (weights === null) return null;
  const swapped = used.map(({ a, b }) => ({ a: b, b: a }));
  const critical = twoSidedCritical(alpha);
  return {
    value: weightedDifference(used, weights),
    low: lowerLimit(used, weights, critical),
    high: -lowerLimit(swapped, weights, critical),
    p: twoSidedP(stratifiedScore(used, weights, 0)),
  };
}

const weightedDifference = (strata: readonly GroupPair[], weights: readonly number[]): number =>
  strata.reduce((sum, { a, b }, h) => sum + weights[h]! * (a.successes / a.trials - b.successes / b.trials), 0);

function lowerLimit(strata: readonly GroupPair[], weights: readonly number[], critical: number): number {
  const estimate = weightedDifference(strata, weights);
  if (estimate <= -1) return -1;
  const excess = (difference: number): number => {
    const { z, gamma } = stratifiedScore(strata, weights, difference);
    return corrected(z, gamma, critical) - critical;
  };
  return outermostCrossing(excess, -1, estimate) ?? estimate;
}

/** Score of the weighted difference against a supposed one that all strata share. */
export function stratifiedScore(strata: readonly GroupPair[], weights: readonly number[], difference: number): Score {
  let [distance, variance, third] = [0, 0, 0];
  for (const [h, { a, b }] of strata.entries()) {
    const [n, m, weight] = [a.trials, b.trials, weights[h]!];
    const [p, q] = constrainedDifference(a.successes, n, b.successes, m, difference);
    const [ofA, ofB] = [(p * (1 - p)) / n, (q * (1 - q)) / m];
    distance += weight * (a.successes / n - b.successes / m - difference);
    variance += (weight ** 2 * (ofA + ofB) * (n + m)) / (n + m - 1);
    third += weight ** 3 * ((ofA * (1 - 2 * p)) / n - (ofB * (1 - 2 * q)) / m);
  }
  return score(distance, variance, third);
}
