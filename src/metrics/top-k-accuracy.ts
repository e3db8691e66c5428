import type { MetricFamily, RateMetric } from "./metric.js";
import { isWholePlaces } from "./whole-places.js";

/**
 * Share of rows whose true class is among the k that the model finds likeliest, in [0, 1]; for k = 1 accuracy,
 * but that classes with the same score stand before the true one. A class without a score is never found.
 */
export const topKAccuracy: MetricFamily = {
  name: "top_k_accuracy",
  parameter: "k, a whole number of classes from 1",
  byDefault: null,
  example: 3,
  allows: isWholePlaces,
  of: topKAccuracyOf,
};

function topKAccuracyOf(k: number): RateMetric {
  return {
    name: `top_k_accuracy(${k})`,
    kind: "rate",
    needs: "rank",
    places: k,
    better: "higher",
    range: [0, 1],
    unit: "proportion",
    formula: "rows whose true class is among the k with the highest scores / n",
    source: "Russakovsky et al. 2015, section 4.1 (top-5 error), doi:10.1007/s11263-015-0816-y",
    empty: "no rows in group",
    // Where the outcome is a place in the ranking, a row that has it is a true positive and one that has not a false negative.
    of: ({ tp, fn }) => ({ successes: tp, trials: tp + fn }),
  };
}
