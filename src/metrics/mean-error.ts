import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric } from "./metric.js";
import { error } from "./row-values.js";

/** Mean of prediction less truth, in their own unit: above 0 where the model says too much. 0 may hide errors in both directions. */
export const meanError: DistributionMetric = {
  name: "mean_error",
  kind: "distribution",
  needs: "values",
  better: "neutral",
  range: [null, null],
  unit: "number",
  formula: "Σ (ŷ − y) / n",
  source: "Theil 1966, Applied Economic Forecasting, chapter 2 (bias)",
  empty: "no rows in group",
  of: (entries) => meanOfRows(entries, error, "identity"),
};
