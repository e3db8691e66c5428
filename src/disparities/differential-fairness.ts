import { jointRules } from "../stats/index.js";
import type { JointDisparity } from "./disparity.js";

const rule = jointRules.differential_fairness;

/**
 * Smoothed empirical differential fairness ε of the predictions: the largest |ln| ratio between two groups of the share predicted positive, or
 * of the share that is not; 0 or more. e^ε bounds how much more likely either outcome is in one group; e^−ε is at most the
 * four-fifths figure. The value is smoothed by a prior worth one row; its bounds are those of the ratios themselves.
 */
export const differentialFairness: JointDisparity = {
  name: "differential_fairness",
  kind: "joint",
  metrics: rule.metrics,
  range: [0, null],
  scale: "difference",
  bound: "at_most",
  formula: "max_{g,h} max(|ln p_g/p_h|, |ln (1−p_g)/(1−p_h)|), p = (x + ½)/(n + 1)",
  source: "Foulds, Islam, Keya & Pan 2020, ICDE, equation 7, doi:10.1109/ICDE48307.2020.00203",
  rule,
};
