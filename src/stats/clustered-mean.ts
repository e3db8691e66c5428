import { type UnitSums, unitTotals } from "./clustered-proportion.js";
import { type MeanEstimate, meanEstimate } from "./weighted-mean.js";

/**
 * Mean Σ numerator/Σ denominator of rows that come in units, with its linearised variance over units and Kish's number
 * of units − 1 degrees of freedom; null where there is no weight.
 * Source: K. Wolter, "Introduction to Variance Estimation" (2007), section 6.3 (Taylor series for a ratio).
 */
export function clusteredMean(sums: UnitSums): MeanEstimate | null {
  const totals = unitTotals(sums);
  if (totals === null) return null;
  return meanEstimate(totals.value, totals.units > 1 ? totals.variance : null, totals.kishUnits, totals.n);
}
