import { betaQuantile, betaQuantileUpper } from "./beta-quantile.js";
import type { IntervalFunction } from "./interval-function.js";

/**
 * "Exact" interval of a proportion of independent rows: never below its nominal confidence, often well above; basis
 * [successes, trials].
 * Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934), doi:10.1093/biomet/26.4.404.
 */
export const clopperPearson: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  return {
    low: x === 0 ? 0 : betaQuantile(alpha / 2, x, n - x + 1),
    high: x === n ? 1 : betaQuantileUpper(alpha / 2, x + 1, n - x),
  };
};
