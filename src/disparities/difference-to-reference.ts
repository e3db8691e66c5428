import { pairDifference } from "./compare-pair.js";
import type { PairDisparity } from "./disparity.js";

/** A group's value minus the reference group's, in the metric's own unit; 0 is no difference. A gate limits its absolute value. */
export const differenceToReference: PairDisparity = {
  name: "difference_to_reference",
  kind: "pair",
  against: "reference",
  scale: "difference",
  bound: "at_most",
  formula: "θ_g − θ_reference",
  source: "Laud 2017, doi:10.1002/pst.1813 (skewness-corrected score); Zou & Donner 2008, doi:10.1002/sim.3095 (MOVER)",
  of: pairDifference,
};
