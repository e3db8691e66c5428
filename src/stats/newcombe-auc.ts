import { findRoot } from "./find-root.js";
import { hanleyMcneil } from "./hanley-mcneil.js";
import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/** Lower score limit of an area: the area below `auc` whose own variance puts `auc` just c standard errors above it. */
function lowerLimit(auc: number, positives: number, negatives: number, critical: number): number {
  if (auc === 0) return 0;
  // Divided by √(1 − t), which takes the root at t = 1 out of the equation when auc = 1.
  const excess = (t: number): number =>
    (auc - t) / Math.sqrt(1 - t) - critical * Math.sqrt(hanleyMcneil(t, positives, negatives) / (1 - t));
  const end = auc === 1 ? 1 - 1e-15 : auc;
  return findRoot(excess, 0, end);
}

/**
 * Score interval of the area under the ROC curve, within [0, 1], defined also at areas of 0 and 1; basis [auc,
 * positives, negatives].
 * Source: R. G. Newcombe, Stat. Med. 25 (2006), method 5, doi:10.1002/sim.2324.
 */
export const newcombeAuc: IntervalFunction = (basis, alpha) => {
  const [auc, positives, negatives] = basis as [number, number, number];
  const critical = twoSidedCritical(alpha);
  return {
    low: lowerLimit(auc, positives, negatives, critical),
    high: 1 - lowerLimit(1 - auc, positives, negatives, critical),
  };
};
