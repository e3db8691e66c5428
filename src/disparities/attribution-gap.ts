import type { AttributionDisparity } from "./disparity.js";

/**
 * Largest distance of a group's mean attribution of any one input from the reference group's, on the scale of the attributions (log-odds,
 * probability, or the unit of a prediction): how much of the gap in mean output one input makes, at most.
 */
export const attributionGap: AttributionDisparity = {
  name: "attribution_gap",
  kind: "attribution",
  metrics: [],
  range: [0, null],
  scale: "difference",
  bound: "at_most",
  formula: "max over inputs j and groups g of |mean φ_j of g − mean φ_j of the reference|",
  source: "Lundberg & Lee 2017, arXiv:1705.07874 (φ); bounds by t with units, Bonferroni over inputs and groups",
};
