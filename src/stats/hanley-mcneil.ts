/**
 * Variance of an area under the ROC curve from its size alone, for exponential scores, in Newcombe's form
 * (N* = (m + n)/2 − 1 in place of both m − 1 and n − 1).
 * Source: J. A. Hanley and B. J. McNeil, Radiology 143 (1982), doi:10.1148/radiology.143.1.7063747;
 * R. G. Newcombe, Stat. Med. 25 (2006), doi:10.1002/sim.2324.
 */
export function hanleyMcneil(auc: number, positives: number, negatives: number): number {
  const star = (positives + negatives) / 2 - 1;
  const inner = 1 + (star * (1 - auc)) / (2 - auc) + (star * auc) / (1 + auc);
  return (auc * (1 - auc) * inner) / (positives * negatives);
}

/** Up to this size of the smaller class variances from placements are too small too often (calibrated in simulations). */
const smallClass = 200;

/** Variance that none from placements may be below: the above while a class is small, else 0. */
export const leastAreaVariance = (auc: number, positives: number, negatives: number): number =>
  Math.min(positives, negatives) < smallClass ? hanleyMcneil(auc, positives, negatives) : 0;
