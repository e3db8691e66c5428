import { jointRules } from "../stats/index.js";
import type { JointDisparity } from "./disparity.js";

const rule = jointRules.equalized_odds;

/**
 * The larger of the largest gaps in true and in false positive rate, in [0, 1]; 0: treated alike given the label. Of the true positive rate
 * alone it would be equal opportunity, which is `max_difference` of that metric.
 */
export const equalizedOdds: JointDisparity = {
  name: "equalized_odds",
  kind: "joint",
  metrics: rule.metrics,
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula: "max(max_g TPR_g − min_g TPR_g, max_g FPR_g − min_g FPR_g)",
  source: "Hardt, Price & Srebro 2016, NeurIPS 29, arXiv:1610.02413",
  rule,
};
