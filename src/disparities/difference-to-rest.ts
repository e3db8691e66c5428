import { pairDifference } from "./compare-pair.js";
import type { PairDisparity } from "./disparity.js";

/** A group's value minus that of all other known groups together, in the metric's own unit; 0 is no difference. A gate limits its absolute value. */
export const differenceToRest: PairDisparity = {
  name: "difference_to_rest",
  kind: "pair",
  against: "rest",
  scale: "difference",
  bound: "at_most",
  formula: "θ_g − θ_rest",
  source: "Laud 2017, doi:10.1002/pst.1813 (skewness-corrected score); Zou & Donner 2008, doi:10.1002/sim.3095 (MOVER)",
  of: pairDifference,
};
