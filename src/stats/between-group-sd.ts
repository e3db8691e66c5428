import { mean, sampleVariance } from "simple-statistics";

/** Spread of rates between groups, with and without the part that sampling alone makes. */
export interface BetweenGroupSd {
  /** Groups with at least two trials. */
  readonly groupsUsed: number;
  readonly varianceRaw: number;
  readonly sdRaw: number;
  /** Raw variance minus the mean sampling variance; may be negative. */
  readonly varianceDebiased: number;
  readonly sdDebiased: number;
  /** The debiased variance is not positive: the groups differ no more than by chance. */
  readonly notAboveNoise: boolean;
}

/**
 * Standard deviation between group rates, unweighted over groups, debiased for sampling noise p(1 − p)/(n − 1);
 * null with fewer than two groups of at least two trials.
 * Source: K. Lum, Y. Zhang and A. Bower, "De-biasing 'bias' measurement", FAccT 2022, doi:10.1145/3531146.3533105.
 */
export function betweenGroupSd(
  groups: readonly { readonly successes: number; readonly trials: number }[],
): BetweenGroupSd | null {
  const used = groups.filter(({ trials }) => trials >= 2);
  const k = used.length;
  if (k < 2) return null;
  const rates = used.map(({ successes, trials }) => successes / trials);
  const varianceRaw = sampleVariance(rates);
  const noise = mean(rates.map((rate, i) => (rate * (1 - rate)) / (used[i]!.trials - 1)));
  const varianceDebiased = varianceRaw - noise;
  return {
    groupsUsed: k,
    varianceRaw,
    sdRaw: Math.sqrt(varianceRaw),
    varianceDebiased,
    sdDebiased: Math.sqrt(Math.max(0, varianceDebiased)),
    notAboveNoise: varianceDebiased <= 0,
  };
}
