import { quantileMetric } from "./quantile-of-rows.js";
import { truth } from "./row-values.js";

/** The true number that nine of ten rows do not exceed, in its own unit: how long the slow ones take. */
export const p90Value = quantileMetric(
  { name: "p90_value", better: "neutral", range: [null, null], symbol: "y", of: truth },
  0.9,
);
