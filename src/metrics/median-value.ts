import { quantileMetric } from "./quantile-of-rows.js";
import { truth } from "./row-values.js";

/** The true number that half of the rows do not exceed, in its own unit: unlike the mean, a few extreme rows do not move it. */
export const medianValue = quantileMetric(
  { name: "median_value", better: "neutral", range: [null, null], symbol: "y", of: truth },
  0.5,
);
