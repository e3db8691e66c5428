import type { RateMetric } from "./metric.js";

/**
 * Share of rows predicted to get the outcome that is good for the person, in [0, 1], whatever their label: the selection rate,
 * or its complement where the positive class is the bad one. Its min ratio is the four-fifths figure.
 */
export const favourableRate: RateMetric = {
  name: "favourable_rate",
  kind: "rate",
  needs: "prediction",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "predicted favourable / n",
  source: "Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4(D)",
  empty: "no rows in group",
  of: ({ tp, fp, fn, tn }, { favourableIsPositive }) => ({
    successes: favourableIsPositive === false ? fn + tn : tp + fp,
    trials: tp + fp + fn + tn,
  }),
};
