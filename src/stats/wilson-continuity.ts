import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/** Lower limit of x of n: where the distance to the rate, shortened by half a row, is c standard errors. */
function lowerLimit(x: number, n: number, critical: number): number {
  if (x === 0) return 0;
  const square = critical * critical;
  const root = square - 2 - 1 / n + (4 * x * (n - x + 1)) / n;
  return Math.max(0, (2 * x + square - 1 - critical * Math.sqrt(root)) / (2 * (n + square)));
}

/**
 * Wilson's score interval with continuity correction, within [0, 1]; basis [successes, trials], trials > 0. Not a default:
 * like Clopper and Pearson's, which it imitates, it covers more than stated and is longer for it.
 * Source: R. G. Newcombe, Stat. Med. 17 (1998) 857–872, method 4,
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E.
 */
export const wilsonContinuity: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  const critical = twoSidedCritical(alpha);
  return { low: lowerLimit(x, n, critical), high: 1 - lowerLimit(n - x, n, critical) };
};
