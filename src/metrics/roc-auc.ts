import { leastAreaVariance } from "../stats/hanley-mcneil.js";
import { delong } from "../stats/index.js";
import { byLabel } from "./by-label.js";
import type { DistributionMetric, Entries } from "./metric.js";

/** Chance that a positive row scores above a negative one of the same group, ties counted half, in [0, 1]; 0.5 is no better than chance. */
export const rocAuc: DistributionMetric = {
  name: "roc_auc",
  kind: "distribution",
  needs: "scores",
  better: "higher",
  range: [0, 1],
  unit: "number",
  formula: "P(score of a positive > score of a negative) + ½ P(equal)",
  source:
    "Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747; DeLong, DeLong & Clarke-Pearson 1988, doi:10.2307/2531595; Obuchowski 1997 (units), doi:10.2307/2533958",
  empty: "no positives or no negatives in group",
  of: (entries, { weighted }) => {
    const { positives, negatives } = byLabel(entries, weighted);
    const auc = delong(positives, negatives);
    if (auc === null) return null;
    const influence = influenceOf(entries, auc.value);
    const [m, n] = auc.evidence.basis.slice(-2) as [number, number];
    const least = leastAreaVariance(auc.value, m, n);
    return { value: auc.value, influence, scale: "logit", area: { least }, evidence: auc.evidence };
  },
};

/** DeLong's placements as influence: of a positive the share of negatives below it, of a negative that of positives above it. */
function influenceOf({ label, score, w }: Entries, area: number): Float64Array {
  let [positive, negative] = [0, 0];
  for (let i = 0; i < w.length; i++) {
    if (label[i] === 1) positive += w[i]!;
    else negative += w[i]!;
  }
  const influence = new Float64Array(w.length);
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let start = 0, end = 0; start < w.length; start = end) {
    let [positiveTies, negativeTies] = [0, 0];
    for (; end < w.length && score[end] === score[start]; end++) {
      if (label[end] === 1) positiveTies += w[end]!;
      else negativeTies += w[end]!;
    }
    for (let i = start; i < end; i++) {
      const placement =
        label[i] === 1
          ? (negativesBelow + negativeTies / 2) / negative
          : 1 - (positivesBelow + positiveTies / 2) / positive;
      influence[i] = ((placement - area) * (positive + negative)) / (label[i] === 1 ? positive : negative);
    }
    positivesBelow += positiveTies;
    negativesBelow += negativeTies;
  }
  return influence;
}
