import { betaQuantile, betaQuantileUpper } from "./beta-quantile.js";
import type { IntervalFunction } from "./interval-function.js";

/**
 * Equal-tailed interval of a proportion under Jeffreys' prior, Beta(x + ½, n − x + ½); basis [successes, trials]. Both
 * of its one-sided errors stay near their nominal size also at rare events, which Wilson's do not: for limits on the
 * rate itself. With no (or only) successes the end at 0 (or 1) is that end, so that the interval holds the estimate.
 * Source: L. D. Brown, T. T. Cai and A. DasGupta, Statist. Sci. 16 (2001), section 4.3, doi:10.1214/ss/1009213286.
 */
export const jeffreys: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  return {
    low: x === 0 ? 0 : betaQuantile(alpha / 2, x + 0.5, n - x + 0.5),
    high: x === n ? 1 : betaQuantileUpper(alpha / 2, x + 0.5, n - x + 0.5),
  };
};
