import type { RateMetric } from "./metric.js";

/** Share of truly positive rows that are predicted positive, in [0, 1]; also called recall or sensitivity. Its gap is the one of equal opportunity. */
export const truePositiveRate: RateMetric = {
  name: "true_positive_rate",
  kind: "rate",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "TP / (TP + FN)",
  source:
    "Hardt, Price & Srebro 2016, section 2, arXiv:1610.02413; Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no positives in group",
  of: ({ tp, fn }) => ({ successes: tp, trials: tp + fn }),
};
