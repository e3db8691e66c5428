import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/**
 * Agresti and Coull's interval of a proportion of independent rows, cut to [0, 1]; basis [successes, trials], trials > 0:
 * the Wald interval after c²/2 successes and c²/2 failures are added, c the critical value. Not a default: it has the
 * midpoint of Wilson's interval but is never shorter, and at rare events much longer (0 of 40: 0.104 instead of 0.088).
 * Source: A. Agresti and B. A. Coull, The American Statistician 52 (1998) 119–126, doi:10.1080/00031305.1998.10480550.
 */
export const agrestiCoull: IntervalFunction = (basis, alpha) => {
  const [x, n] = basis as [number, number];
  const critical = twoSidedCritical(alpha);
  const trials = n + critical ** 2;
  const rate = (x + critical ** 2 / 2) / trials;
  const half = critical * Math.sqrt((rate * (1 - rate)) / trials);
  return { low: Math.max(0, rate - half), high: Math.min(1, rate + half) };
};
