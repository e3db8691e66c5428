import type { RateMetric } from "./metric.js";

/** Share of rows that are predicted positive, in [0, 1], whatever their label. For escalation: how often a customer is escalated. */
export const selectionRate: RateMetric = {
  name: "selection_rate",
  kind: "rate",
  needs: "prediction",
  better: "neutral",
  range: [0, 1],
  unit: "proportion",
  formula: "(TP + FP) / n",
  source: "Dwork, Hardt, Pitassi, Reingold & Zemel 2012 (statistical parity), doi:10.1145/2090236.2090255",
  empty: "no rows in group",
  of: ({ tp, fp, fn, tn }) => ({ successes: tp + fp, trials: tp + fp + fn + tn }),
};
