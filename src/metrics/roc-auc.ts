import type { RankingMetric } from "./metric.js";

/** Chance that a positive row scores above a negative one of the same group, ties counted half, in [0, 1]; 0.5 is no better than chance. */
export const rocAuc: RankingMetric = {
  name: "roc_auc",
  kind: "ranking",
  needs: "scores",
  better: "higher",
  range: [0, 1],
  unit: "number",
  formula: "P(score of a positive > score of a negative) + ½ P(equal)",
  source: "Hanley & McNeil 1982, doi:10.1148/radiology.143.1.7063747",
  empty: "no positives or no negatives in group",
};
