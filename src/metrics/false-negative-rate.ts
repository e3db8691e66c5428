import type { RateMetric } from "./metric.js";

/** Share of truly positive rows that are predicted negative, in [0, 1]. For escalation: how often a customer who needs it is not escalated. */
export const falseNegativeRate: RateMetric = {
  name: "false_negative_rate",
  kind: "rate",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "FN / (TP + FN)",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no positives in group",
  of: ({ tp, fn }) => ({ successes: fn, trials: tp + fn }),
};
