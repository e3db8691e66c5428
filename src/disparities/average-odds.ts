import { jointRules } from "../stats/index.js";
import type { JointDisparity } from "./disparity.js";

const rule = jointRules.average_odds;

/**
 * The mean of the absolute gaps in true and in false positive rate between two groups, for the two that are furthest apart by it; in
 * [0, 1]. Absolute, so that a gap to the one side does not make up for one to the other; AIF360 has it as
 * `average_abs_odds_difference` of its two groups. Without an interval where rows have weights or units repeat.
 */
export const averageOdds: JointDisparity = {
  name: "average_odds",
  kind: "joint",
  metrics: rule.metrics,
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula: "max_{g,h} (|TPR_g − TPR_h| + |FPR_g − FPR_h|) / 2",
  source: "Bellamy et al. 2019, IBM J. Res. Dev. 63, doi:10.1147/JRD.2019.2942287",
  rule,
};
