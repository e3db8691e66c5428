import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric, MetricFamily } from "./metric.js";
import { isQuantile } from "./quantile-of-rows.js";

/**
 * Pinball loss at q, in the unit of the numbers, from 0 (best) up: what a prediction of the q-quantile costs, q for each unit too low
 * and 1 − q for each too high. At q = ½ half of the mean absolute error.
 */
export const pinballLoss: MetricFamily = {
  name: "pinball_loss",
  parameter: "q, above 0 and below 1",
  byDefault: null,
  example: 0.9,
  allows: isQuantile,
  of: lossAt,
};

function lossAt(q: number): DistributionMetric {
  return {
    name: `pinball_loss(${q})`,
    kind: "distribution",
    needs: "values",
    better: "lower",
    range: [0, null],
    unit: "number",
    formula: "Σ max(q·(y − ŷ), (1 − q)·(ŷ − y)) / n",
    source: "Koenker & Bassett 1978, doi:10.2307/1913643",
    empty: "no rows in group",
    of: (entries) =>
      meanOfRows(
        entries,
        (actual, predicted) => Math.max(q * (actual - predicted), (1 - q) * (predicted - actual)),
        "log",
      ),
  };
}
