import type { RateMetric } from "./metric.js";

/** Share of rows predicted negative that are truly positive, in [0, 1]; 1 minus the negative predictive value. */
export const falseOmissionRate: RateMetric = {
  name: "false_omission_rate",
  kind: "rate",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "FN / (TN + FN)",
  source: "Berk, Heidari, Jabbari, Kearns & Roth 2021, section 2, doi:10.1177/0049124118782533",
  empty: "no predicted negatives in group",
  of: ({ fn, tn }) => ({ successes: fn, trials: tn + fn }),
};
