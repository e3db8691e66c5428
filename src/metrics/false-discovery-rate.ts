import type { RateMetric } from "./metric.js";

/** Share of rows predicted positive that are truly negative, in [0, 1]; 1 minus precision. */
export const falseDiscoveryRate: RateMetric = {
  name: "false_discovery_rate",
  kind: "rate",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "FP / (TP + FP)",
  source: "Berk, Heidari, Jabbari, Kearns & Roth 2021, section 2, doi:10.1177/0049124118782533",
  empty: "no predicted positives in group",
  of: ({ tp, fp }) => ({ successes: fp, trials: tp + fp }),
};
