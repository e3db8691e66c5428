import type { MetricFamily } from "./metric.js";
import { isQuantile, quantileMetric } from "./quantile-of-rows.js";
import { truth } from "./row-values.js";

/** The true number that a share q of the group's rows does not exceed, in its own unit. */
export const quantileValue: MetricFamily = {
  name: "quantile_value",
  parameter: "q, above 0 and below 1",
  byDefault: null,
  example: 0.95,
  allows: isQuantile,
  of: (q) =>
    quantileMetric({ name: `quantile_value(${q})`, better: "neutral", range: [null, null], symbol: "y", of: truth }, q),
};
