import type { RateMetric } from "./metric.js";

/** Share of rows predicted negative that truly are, in [0, 1]. */
export const negativePredictiveValue: RateMetric = {
  name: "negative_predictive_value",
  kind: "rate",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "TN / (TN + FN)",
  source: "Altman & Bland 1994, doi:10.1136/bmj.309.6947.102",
  empty: "no predicted negatives in group",
  of: ({ fn, tn }) => ({ successes: tn, trials: tn + fn }),
};
