import { errors, rows } from "./confusion-sums.js";
import type { DeferralMetric } from "./metric.js";

/** Selective risk: share of errors among the rows that the model decides itself, in [0, 1]; the same as `error_rate`, which has no part of the others. */
export const selectiveErrorRate: DeferralMetric = {
  name: "selective_error_rate",
  kind: "deferral",
  needs: "confusion",
  better: "lower",
  range: [0, 1],
  unit: "proportion",
  formula: "(FP + FN) / decided, of decided rows",
  source: "El-Yaniv & Wiener 2010, section 2, https://www.jmlr.org/papers/v11/el-yaniv10a.html",
  empty: "no decided rows in group",
  of: (decided) => ({ successes: errors(decided), trials: rows(decided) }),
};
