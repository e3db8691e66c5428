import type { Interval, IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { tCritical } from "./student-t.js";

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/** Limits on the logit scale, where the area keeps within (0, 1). The area itself must lie strictly between. */
function logitLimits(auc: number, variance: number, critical: number): Interval {
  const centre = Math.log(auc / (1 - auc));
  const half = (critical * Math.sqrt(variance)) / (auc * (1 - auc));
  return { low: logistic(centre - half), high: logistic(centre + half) };
}

/**
 * Interval of the area under the ROC curve from its (DeLong) variance on the logit scale; basis [auc, variance,
 * positives, negatives].
 * Source: M. S. Pepe, "The Statistical Evaluation of Medical Tests" (2003), section 5.2.2.
 */
export const delongLogit: IntervalFunction = (basis, alpha) => {
  const [auc, variance] = basis as [number, number];
  return logitLimits(auc, variance, twoSidedCritical(alpha));
};

/** The same with Student's t, for areas whose rows come in units; basis [auc, variance, degrees of freedom, rows]. */
export const delongLogitClustered: IntervalFunction = (basis, alpha) => {
  const [auc, variance, df] = basis as [number, number, number];
  return logitLimits(auc, variance, tCritical(alpha, df));
};

/**
 * The same on the plain scale, area ± c·√variance; basis [auc, variance, …]. Not a default, and not cut to [0, 1]: with few
 * rows of a class, or an area near 1, it reaches beyond 1 and covers too little.
 * Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), doi:10.2307/2531595.
 */
export const delongWald: IntervalFunction = (basis, alpha) => {
  const [auc, variance] = basis as [number, number];
  const half = twoSidedCritical(alpha) * Math.sqrt(variance);
  return { low: auc - half, high: auc + half };
};
