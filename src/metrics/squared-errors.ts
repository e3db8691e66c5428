import type { Measurement } from "./metric.js";

/** With fewer rows nobody can tell how long the tail of the squares is. */
const fewestRows = 100;

/**
 * When functions of squared errors have an interval. Squares make tails longer: on the log scale, intervals of 95 % cover 92 to 95 %
 * for normal errors and 92 to 93 % for Laplace ones from 30 to 100 rows, but 73 to 85 % for errors in proportion to log-normal(1) numbers
 * with up to 1,000 (docs/calibration.md). There, few rows carry the sum, which the degrees of freedom show.
 * @param leastFreedom with which an interval that misses the truth is shown in no more than 6.5 % of audits, those without one included
 */
export function squaresPrecision(n: Float64Array, leastFreedom: number): Pick<Measurement, "leastFreedom" | "tooFew"> {
  const rows = n.reduce((sum, one) => sum + one, 0);
  return {
    leastFreedom,
    ...(rows < fewestRows ? { tooFew: `fewer than ${fewestRows} rows: no interval holds its level` } : {}),
  };
}
