import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric } from "./metric.js";

/** Mean of the predicted numbers, in their own unit: what the model tells the group on average. */
export const meanPrediction: DistributionMetric = {
  name: "mean_prediction",
  kind: "distribution",
  needs: "values",
  better: "neutral",
  range: [null, null],
  unit: "number",
  formula: "Σ ŷ / n",
  source: "Student 1908 (interval), doi:10.1093/biomet/6.1.1",
  empty: "no rows in group",
  of: (entries) => meanOfRows(entries, (_, predicted) => predicted, "identity"),
};
