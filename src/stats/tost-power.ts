import type { PlannedPair } from "./difference-power.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

const standardDeviation = (rate: number): number => Math.sqrt(rate * (1 - rate));

/**
 * Power of two one-sided tests (each at level alpha) that a difference of two proportions lies within ±margin, if the true
 * rates are those given: chance that a pass is possible at all. Normal approximation with the variance at the true rates.
 * Source: D. J. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987) 657–680, doi:10.1007/BF01068419; S.-C. Chow, J. Shao,
 * H. Wang and Y. Lokhnygina, Sample Size Calculations in Clinical Research, 3rd ed. (2017), section 4.2.
 */
export function tostPowerDifference({ rateA, nA, rateB, nB }: PlannedPair, margin: number, alpha: number): number {
  const error = Math.hypot(standardDeviation(rateA) / Math.sqrt(nA), standardDeviation(rateB) / Math.sqrt(nB));
  const difference = rateA - rateB;
  if (error === 0) return Math.abs(difference) < margin ? 1 : 0;
  const critical = normalQuantile(1 - alpha);
  const upper = (margin - difference) / error - critical;
  const lower = (-margin - difference) / error + critical;
  return Math.max(0, normalUpper(lower) - normalUpper(upper));
}

/** A planned proof that one rate lies between two limits. */
export interface TostProportionPlan {
  /** Limits between which the rate should be shown to lie. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
  readonly trueRate: number;
  readonly alpha: number;
}

/**
 * Power of two one-sided z tests that one proportion lies between two limits, with the critical counts rounded inwards to
 * whole rows, and those counts as shares. The variance of each test is taken at its own limit.
 * Source: as above, section 4.1, with the rounding of PASS and of statsmodels' `power_ztost_prop`.
 */
export function tostPowerProportion({ low, high, n, trueRate, alpha }: TostProportionPlan): {
  readonly power: number;
  readonly criticalLow: number;
  readonly criticalHigh: number;
} {
  const critical = normalQuantile(1 - alpha) / Math.sqrt(n);
  const criticalLow = Math.ceil((low + critical * standardDeviation(low)) * n) / n;
  const criticalHigh = Math.floor((high - critical * standardDeviation(high)) * n) / n;
  const error = standardDeviation(trueRate) / Math.sqrt(n);
  const tail = (limit: number): number => normalUpper((limit - trueRate) / error);
  return { power: Math.max(0, tail(criticalLow) - tail(criticalHigh)), criticalLow, criticalHigh };
}
