import { leveragedVariance } from "./cautious-proportion.js";
import { clusteredMean } from "./clustered-mean.js";
import type { UnitSums } from "./clustered-proportion.js";
import { type MeanEstimate, meanEstimate } from "./weighted-mean.js";

/**
 * Mean Σ numerator/Σ denominator of rows that come in units or carry weights, as `clusteredMean`, but safe for few units, heavy
 * ones, and long-tailed values: residuals lengthened by their leverage, and degrees of freedom no more than the spread of their
 * squares speaks for (see `cautiousProportion`). Rows that stand alone are units of one row. null where there is no weight.
 * Source: R. M. Bell and D. F. McCaffrey, Survey Methodology 28 (2002), 169–181.
 */
export function cautiousMean(sums: UnitSums): MeanEstimate | null {
  const plain = clusteredMean(sums);
  if (plain === null || plain.evidence === null || !(plain.variance !== null && plain.variance > 0)) return plain;
  const [value, , plainDf] = plain.evidence.basis as [number, number, number];
  const { variance, df } = leveragedVariance(sums, value);
  return meanEstimate(value, variance, Math.min(plainDf, df) + 1, plain.n);
}
