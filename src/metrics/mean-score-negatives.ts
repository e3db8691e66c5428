import type { MeanMetric } from "./metric.js";

/** Mean score of the truly negative rows, in the unit of the score. Its gap is the one of balance for the negative class. */
export const meanScoreNegatives: MeanMetric = {
  name: "mean_score_negatives",
  kind: "mean",
  needs: "score",
  among: "negative",
  better: "lower",
  range: [null, null],
  unit: "score",
  formula: "Σ score of negatives / negatives",
  source: "Kleinberg, Mullainathan & Raghavan 2017, section 1, doi:10.4230/LIPIcs.ITCS.2017.43",
  empty: "no negatives in group",
};
