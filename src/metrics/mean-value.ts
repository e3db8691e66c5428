import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric } from "./metric.js";
import { truth } from "./row-values.js";

/** Mean of the true numbers, in their own unit: how long things take, or what they amount to, whatever the model says. */
export const meanValue: DistributionMetric = {
  name: "mean_value",
  kind: "distribution",
  needs: "values",
  better: "neutral",
  range: [null, null],
  unit: "number",
  formula: "Σ y / n",
  source: "Student 1908 (interval), doi:10.1093/biomet/6.1.1",
  empty: "no rows in group",
  of: (entries) => meanOfRows(entries, truth, "identity"),
};
