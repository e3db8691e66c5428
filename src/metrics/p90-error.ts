import { quantileMetric } from "./quantile-of-rows.js";
import { error } from "./row-values.js";

/** The error, prediction less truth, that nine of ten rows do not exceed: by how much the most overestimated tenth is overestimated, at least. For errors in either direction see `p90_absolute_error`. */
export const p90Error = quantileMetric(
  { name: "p90_error", better: "neutral", range: [null, null], symbol: "ŷ − y", of: error },
  0.9,
);
