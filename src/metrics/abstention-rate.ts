import { rows } from "./confusion-sums.js";
import type { DeferralMetric } from "./metric.js";

/**
 * Share of rows that the model leaves to somebody else, in [0, 1]: 1 − coverage. Where few rows are left, ratios of this rate show what
 * ratios of coverage hide.
 */
export const abstentionRate: DeferralMetric = {
  name: "abstention_rate",
  kind: "deferral",
  needs: "prediction",
  better: "neutral",
  range: [0, 1],
  unit: "proportion",
  formula: "deferred / n",
  source: "Chow 1970 (reject rate), doi:10.1109/TIT.1970.1054406",
  empty: "no rows in group",
  of: (decided, deferred) => ({ successes: rows(deferred), trials: rows(decided) + rows(deferred) }),
};
