import type { RateMetric } from "./metric.js";

/** Share of rows whose prediction is not their label, in [0, 1]; 1 minus accuracy. */
export const errorRate: RateMetric = {
  name: "error_rate",
  kind: "rate",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "(FP + FN) / n",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no rows in group",
  of: ({ tp, fp, fn, tn }) => ({ successes: fp + fn, trials: tp + fp + fn + tn }),
};
