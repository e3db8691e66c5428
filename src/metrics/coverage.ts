import { rows } from "./confusion-sums.js";
import type { DeferralMetric } from "./metric.js";

/** Share of rows that the model decides itself instead of leaving them to somebody else, in [0, 1]; whether that is good for the person is open. */
export const coverage: DeferralMetric = {
  name: "coverage",
  kind: "deferral",
  needs: "prediction",
  better: "neutral",
  range: [0, 1],
  unit: "proportion",
  formula: "decided / n",
  source: "El-Yaniv & Wiener 2010, section 2, https://www.jmlr.org/papers/v11/el-yaniv10a.html",
  empty: "no rows in group",
  of: (decided, deferred) => ({ successes: rows(decided), trials: rows(decided) + rows(deferred) }),
};
