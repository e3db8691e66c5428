import type { RateMetric } from "./metric.js";

/** Share of truly negative rows that are predicted negative, in [0, 1]; also called specificity. */
export const trueNegativeRate: RateMetric = {
  name: "true_negative_rate",
  kind: "rate",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "TN / (FP + TN)",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no negatives in group",
  of: ({ fp, tn }) => ({ successes: tn, trials: fp + tn }),
};
