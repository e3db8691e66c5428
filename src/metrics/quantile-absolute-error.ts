import type { MetricFamily } from "./metric.js";
import { isQuantile, quantileMetric } from "./quantile-of-rows.js";
import { absoluteError } from "./row-values.js";

/** The distance of prediction and truth that a share q of the group's rows does not exceed, in their own unit. */
export const quantileAbsoluteError: MetricFamily = {
  name: "quantile_absolute_error",
  parameter: "q, above 0 and below 1",
  byDefault: null,
  example: 0.95,
  allows: isQuantile,
  of: (q) =>
    quantileMetric(
      {
        name: `quantile_absolute_error(${q})`,
        better: "lower",
        range: [0, null],
        symbol: "|ŷ − y|",
        of: absoluteError,
      },
      q,
    ),
};
