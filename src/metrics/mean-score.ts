import type { MeanMetric } from "./metric.js";

/** Mean score of the group, in the unit of the score: how likely the model thinks the positive outcome is on average. */
export const meanScore: MeanMetric = {
  name: "mean_score",
  kind: "mean",
  needs: "score",
  among: "all",
  better: "neutral",
  range: [null, null],
  unit: "score",
  formula: "Σ score / n",
  source: "Žliobaitė 2017 (mean difference), doi:10.1007/s10618-017-0506-1",
  empty: "no rows in group",
};
