import type { RateMetric } from "./metric.js";

/** Share of rows whose prediction is their label, in [0, 1]. */
export const accuracy: RateMetric = {
  name: "accuracy",
  kind: "rate",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "(TP + TN) / n",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no rows in group",
  of: ({ tp, fp, fn, tn }) => ({ successes: tp + tn, trials: tp + fp + fn + tn }),
};
