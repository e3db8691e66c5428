import { betaQuantile } from "./beta-quantile.js";
import type { Interval } from "./interval-function.js";
import type { Proportion } from "./proportion.js";

/** Beta distribution of the groups' true rates, as learnt from all groups together. */
export interface BetaPrior {
  readonly mean: number;
  /** How many rows it is worth: a group of that size is pulled halfway to the mean. */
  readonly rows: number;
}

/** One group's rate after shrinking, with its credible limits. */
export interface ShrunkenRate extends Interval {
  /** Posterior mean, between the group's own rate and the mean of all; low and high are equal-tailed credible limits. */
  readonly value: number;
}

/** Intraclass correlation of outcomes within groups by Kleinman's weighted moments, for the given weights. */
function correlation(groups: readonly Proportion[], weights: readonly number[]): number {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const rates = groups.map(({ successes, trials }) => successes / trials);
  const mean = rates.reduce((sum, rate, i) => sum + weights[i]! * rate, 0) / total;
  let [spread, sampling, full] = [0, 0, 0];
  for (const [i, { trials }] of groups.entries()) {
    const weight = weights[i]!;
    spread += weight * (rates[i]! - mean) ** 2;
    sampling += (weight / trials) * (1 - weight / total);
    full += weight * (1 - weight / total);
  }
  const variance = mean * (1 - mean);
  return variance === 0 || full === sampling ? 0 : (spread - variance * sampling) / (variance * (full - sampling));
}

/**
 * Prior for `shrinkRates` by the method of moments; null with fewer than two groups that have trials. Its mean has half a row
 * of each outcome added, so that it is never 0 or 1. It is worth between 1 row and as many as it was learnt from: groups that
 * show no difference do not prove that there is none.
 * Source: J. C. Kleinman, J. American Statistical Association 68 (1973) 46–54, doi:10.1080/01621459.1973.10481332.
 */
export function betaPrior(groups: readonly Proportion[]): BetaPrior | null {
  const used = groups.filter(({ trials }) => trials > 0);
  if (used.length < 2) return null;
  const rows = used.reduce((sum, { trials }) => sum + trials, 0);
  let weights = used.map(({ trials }) => trials);
  let rho = 0;
  for (let pass = 0; pass < 20; pass++) {
    rho = Math.min(0.5, Math.max(1 / (rows + 1), correlation(used, weights)));
    weights = used.map(({ trials }) => trials / (1 + (trials - 1) * rho));
  }
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const successes = used.reduce((sum, group, i) => sum + (weights[i]! * group.successes) / group.trials, 0);
  return { mean: (successes + 0.5) / (total + 1), rows: 1 / rho - 1 };
}

/**
 * Empirical-Bayes rates of many small groups (intersections): each group's rate pulled towards the mean of all, the more the
 * fewer rows it has, with equal-tailed credible limits at 1 − alpha, in [0, 1]. A group without rows gets the prior itself;
 * null without a prior. The limits treat the prior as known, which makes them a little short when there are few groups, and
 * they speak of groups on average: beside, never instead of, the group's own interval.
 * Source: B. Efron and C. Morris (1975), doi:10.1080/01621459.1975.10479864; C. N. Morris (1983), doi:10.1080/01621459.1983.10477920.
 */
export function shrinkRates(groups: readonly Proportion[], alpha: number): readonly ShrunkenRate[] | null {
  const prior = betaPrior(groups);
  if (prior === null) return null;
  return groups.map(({ successes, trials }) => {
    const a = prior.rows * prior.mean + successes;
    const b = prior.rows * (1 - prior.mean) + trials - successes;
    return { value: a / (a + b), low: betaQuantile(alpha / 2, a, b), high: betaQuantile(1 - alpha / 2, a, b) };
  });
}
