import type { MeanMetric } from "./metric.js";

/** Mean score of the truly positive rows, in the unit of the score. Its gap is the one of balance for the positive class. */
export const meanScorePositives: MeanMetric = {
  name: "mean_score_positives",
  kind: "mean",
  needs: "score",
  among: "positive",
  better: "higher",
  range: [null, null],
  unit: "score",
  formula: "Σ score of positives / positives",
  source: "Kleinberg, Mullainathan & Raghavan 2017, section 1, doi:10.4230/LIPIcs.ITCS.2017.43",
  empty: "no positives in group",
};
