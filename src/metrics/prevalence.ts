import type { RateMetric } from "./metric.js";

/** Share of rows whose label is positive, in [0, 1]: the base rate, a fact about the data and not about the model. */
export const prevalence: RateMetric = {
  name: "prevalence",
  kind: "rate",
  needs: "label",
  better: "neutral",
  range: [0, 1],
  unit: "proportion",
  formula: "(TP + FN) / n",
  source: "Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no rows in group",
  of: ({ tp, fp, fn, tn }) => ({ successes: tp + fn, trials: tp + fp + fn + tn }),
};
