import type { RateMetric } from "./metric.js";

/** Share of truly negative rows that are predicted positive, in [0, 1]. For escalation: how often a customer who needs no escalation is escalated anyway. */
export const falsePositiveRate: RateMetric = {
  name: "false_positive_rate",
  kind: "rate",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "FP / (FP + TN)",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no negatives in group",
  of: ({ fp, tn }) => ({ successes: fp, trials: fp + tn }),
};
