import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric } from "./metric.js";
import { absoluteError } from "./row-values.js";

/** Mean distance of prediction and truth, in their own unit, from 0 (best) up. */
export const meanAbsoluteError: DistributionMetric = {
  name: "mean_absolute_error",
  kind: "distribution",
  needs: "values",
  better: "lower",
  range: [0, null],
  unit: "number",
  formula: "Σ |ŷ − y| / n",
  source: "Willmott & Matsuura 2005, doi:10.3354/cr030079",
  empty: "no rows in group",
  of: (entries) => meanOfRows(entries, absoluteError, "log"),
};
