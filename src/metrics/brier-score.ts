import { meanLoss } from "./mean-loss.js";
import type { DistributionMetric } from "./metric.js";

/** Brier score: mean squared distance of the score, read as a probability, from the label (1 or 0), in [0, 1]; 0 is best. */
export const brierScore: DistributionMetric = {
  name: "brier_score",
  kind: "distribution",
  needs: "scores",
  better: "lower",
  range: [0, 1],
  unit: "number",
  formula: "Σ (score − y)² / n",
  source: "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2",
  empty: "no rows, or scores outside 0 to 1, in group",
  of: (entries) => meanLoss(entries, (label, score) => (score - (label === 1 ? 1 : 0)) ** 2, "logit"),
};
