import { type Loss, meanLoss } from "./mean-loss.js";
import type { DistributionMetric } from "./metric.js";

/**
 * Mean negative natural logarithm of the probability that the score gives to the label, from 0 (best) up, in nats. Probabilities are
 * kept 2⁻⁵² from 0 and 1 (as scikit-learn for doubles), so a row that a score of exactly 0 or 1 gets wrong costs 36.04, not infinity.
 */
export const logLoss: DistributionMetric = {
  name: "log_loss",
  kind: "distribution",
  needs: "scores",
  better: "lower",
  range: [0, null],
  unit: "number",
  formula: "−Σ ln p(y) / n; p(1) = score, p(0) = 1 − score, both kept in [2⁻⁵², 1 − 2⁻⁵²]",
  source: "Good 1952, doi:10.1111/j.2517-6161.1952.tb00104.x",
  empty: "no rows, or scores outside 0 to 1, in group",
  of: (entries) => meanLoss(entries, lossOf, "log"),
};

const lossOf: Loss = (label, score) =>
  -Math.log(Math.min(1 - Number.EPSILON, Math.max(Number.EPSILON, label === 1 ? score : 1 - score)));
