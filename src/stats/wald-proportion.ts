import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/**
 * The textbook (Wald) interval of a proportion, rate ± c·√(rate(1 − rate)/n), cut to [0, 1]; basis [successes, trials],
 * trials > 0. Not a default, for comparison with other tools only: its coverage falls far below the stated one at rare
 * events, and where no row (or every row) is a success it has no width at all.
 * Source: L. D. Brown, T. T. Cai and A. DasGupta, Statist. Sci. 16 (2001), section 2, doi:10.1214/ss/1009213286.
 */
export const waldProportion: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  const rate = x / n;
  const half = twoSidedCritical(alpha) * Math.sqrt((rate * (1 - rate)) / n);
  return { low: Math.max(0, rate - half), high: Math.min(1, rate + half) };
};
