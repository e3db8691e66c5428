import type { Bounds } from "../core/estimate.js";
import type { Interval } from "./interval-function.js";
import { moverDifference } from "./mover.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Proportion } from "./proportion.js";
import { wilsonLimits } from "./wilson.js";

/**
 * Newcombe's hybrid score interval (method 10) for the difference of two independent proportions a − b, in [−1, 1], at
 * two-sided confidence 1 − alpha: the two Wilson intervals joined by his square-and-add rule. No bounds without trials.
 * Source: R. G. Newcombe, Statistics in Medicine 17 (1998) 873–890, method 10,
 * doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I.
 */
export function newcombe(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const critical = twoSidedCritical(alpha);
  const [p, q] = [a.successes / a.trials, b.successes / b.trials];
  const limits = (rate: number, trials: number): Interval => wilsonLimits(rate, trials, critical);
  return moverDifference(p, limits(p, a.trials), q, limits(q, b.trials));
}
