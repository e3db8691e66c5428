import type { MetricFamily } from "./metric.js";
import { isQuantile, quantileMetric } from "./quantile-of-rows.js";
import { error } from "./row-values.js";

/** The error, prediction less truth, that a share q of the group's rows does not exceed, in their own unit. */
export const quantileError: MetricFamily = {
  name: "quantile_error",
  parameter: "q, above 0 and below 1",
  byDefault: null,
  example: 0.1,
  allows: isQuantile,
  of: (q) =>
    quantileMetric(
      { name: `quantile_error(${q})`, better: "neutral", range: [null, null], symbol: "ŷ − y", of: error },
      q,
    ),
};
