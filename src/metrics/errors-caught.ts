import { errors } from "./confusion-sums.js";
import type { DeferralMetric } from "./metric.js";

/**
 * Share of all errors that the model would have made which it left to somebody else, in [0, 1]. It takes the prediction that the model
 * would have given where it abstained. A model that abstains at random catches as large a share as it abstains from.
 */
export const errorsCaught: DeferralMetric = {
  name: "errors_caught",
  kind: "deferral",
  needs: "confusion",
  ofDeferred: true,
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "(FP + FN) of deferred rows / (FP + FN) of all rows",
  source: "Condessa, Bioucas-Dias & Kovačević 2017 (rejection quality), doi:10.1016/j.patcog.2016.10.011",
  empty: "no errors in group",
  of: (decided, deferred) => ({ successes: errors(deferred), trials: errors(decided) + errors(deferred) }),
};
