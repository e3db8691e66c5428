import type { RateMetric } from "./metric.js";

/** Share of rows predicted positive that truly are, in [0, 1]; also called positive predictive value. Its gap is the one of predictive parity. */
export const precision: RateMetric = {
  name: "precision",
  kind: "rate",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "TP / (TP + FP)",
  source:
    "Chouldechova 2017, section 2, doi:10.1089/big.2016.0047; Fawcett 2006, section 2, doi:10.1016/j.patrec.2005.10.010",
  empty: "no predicted positives in group",
  of: ({ tp, fp }) => ({ successes: tp, trials: tp + fp }),
};
