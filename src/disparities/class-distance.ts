import { jointRules } from "../stats/index.js";
import type { JointDisparity } from "./disparity.js";

const rule = jointRules.class_distance;

/**
 * Total variation distance of two groups' distributions over the predicted classes, for the two that are furthest apart; in [0, 1]. The
 * largest gap in the probability of any event made from classes, by which it is bounded. With two classes it is the largest
 * difference of selection rates; with more than eight, or with four and more where rows have weights or units repeat, it has no interval.
 */
export const classDistance: JointDisparity = {
  name: "class_distance",
  kind: "joint",
  metrics: rule.metrics,
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula: "max_{g,h} ½ Σ_c |P(ŷ = c | g) − P(ŷ = c | h)|",
  source: "Levin, Peres & Wilmer 2017, Markov Chains and Mixing Times, proposition 4.2",
  rule,
};
