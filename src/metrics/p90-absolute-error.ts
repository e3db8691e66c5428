import { quantileMetric } from "./quantile-of-rows.js";
import { absoluteError } from "./row-values.js";

/** The distance of prediction and truth that nine of ten rows do not exceed, in their own unit, from 0 (best) up. */
export const p90AbsoluteError = quantileMetric(
  { name: "p90_absolute_error", better: "lower", range: [0, null], symbol: "|ŷ − y|", of: absoluteError },
  0.9,
);
