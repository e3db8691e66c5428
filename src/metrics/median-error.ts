import { quantileMetric } from "./quantile-of-rows.js";
import { error } from "./row-values.js";

/** The middle one of the errors, prediction less truth, in their own unit: above 0 where the model says too much more often than too little. */
export const medianError = quantileMetric(
  { name: "median_error", better: "neutral", range: [null, null], symbol: "ŷ − y", of: error },
  0.5,
);
