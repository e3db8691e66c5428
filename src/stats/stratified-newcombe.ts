import type { Bounds } from "../core/estimate.js";
import { mantelHaenszelWeights } from "./mantel-haenszel-difference.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { comparable, type GroupPair, type Proportion } from "./proportion.js";
import { wilsonLimits } from "./wilson.js";

/** A group's weighted rate over strata and its stratified Wilson limits. */
interface StandardisedRate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Σ w² / n: variance of the weighted rate is p(1 − p) times this if the rate is p everywhere. */
  readonly inflation: number;
}

/** Critical value for each stratum whose limits, averaged by weight, have the width of an interval for the weighted rate. */
function stratumCritical(parts: readonly Proportion[], weights: readonly number[], critical: number): number {
  const share = (variance: (rate: number) => number): number => {
    const errors = parts.map(
      ({ successes, trials }, h) => weights[h]! * Math.sqrt(variance(successes / trials) / trials),
    );
    return Math.hypot(...errors) / errors.reduce((sum, error) => sum + error, 0);
  };
  const estimated = share((rate) => rate * (1 - rate));
  // 0/0 where every stratum is all success or all failure: then as if all strata had one rate between.
  return critical * (Number.isNaN(estimated) ? share(() => 1) : estimated);
}

function standardisedRate(
  parts: readonly Proportion[],
  weights: readonly number[],
  critical: number,
): StandardisedRate {
  const inStratum = stratumCritical(parts, weights, critical);
  let [value, low, high, inflation] = [0, 0, 0, 0];
  for (const [h, { successes, trials }] of parts.entries()) {
    const weight = weights[h]!;
    const limits = wilsonLimits(successes / trials, trials, inStratum);
    value += (weight * successes) / trials;
    low += weight * limits.low;
    high += weight * limits.high;
    inflation += weight ** 2 / trials;
  }
  return { value, low, high, inflation };
}

/**
 * Mantel–Haenszel weighted difference of proportions a − b over strata, in [−1, 1], with the stratified Newcombe interval at
 * two-sided confidence 1 − alpha. With one stratum it is Newcombe's method 10. All null where no stratum holds both groups.
 * Source: X. Yan and X. G. Su, Statistics in Biopharmaceutical Research 2 (2010) 329–335, doi:10.1198/sbr.2009.0049, with the
 * Mantel–Haenszel weights of SAS PROC FREQ (COMMONRISKDIFF, CL=NEWCOMBE).
 */
export function stratifiedNewcombe(
  strata: readonly GroupPair[],
  alpha: number,
): Bounds & { readonly value: number | null } {
  const used = comparable(strata);
  const weights = mantelHaenszelWeights(used);
  if (weights === null) return { value: null, low: null, high: null };
  const critical = twoSidedCritical(alpha);
  const a = standardisedRate(
    used.map((stratum) => stratum.a),
    weights,
    critical,
  );
  const b = standardisedRate(
    used.map((stratum) => stratum.b),
    weights,
    critical,
  );
  const half = (limitA: number, limitB: number): number =>
    critical * Math.sqrt(limitA * (1 - limitA) * a.inflation + limitB * (1 - limitB) * b.inflation);
  const value = a.value - b.value;
  return {
    value,
    low: Math.max(-1, value - half(a.low, b.high)),
    high: Math.min(1, value + half(a.high, b.low)),
  };
}
