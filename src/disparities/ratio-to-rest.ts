import { pairRatio } from "./compare-pair.js";
import type { PairDisparity } from "./disparity.js";

/** A group's value over that of all other known groups together, 0 or more; 1 is no difference. Not defined where theirs is 0. A gate limits the smaller of it and its inverse. */
export const ratioToRest: PairDisparity = {
  name: "ratio_to_rest",
  kind: "pair",
  against: "rest",
  scale: "ratio",
  bound: "at_least",
  formula: "θ_g / θ_rest",
  source:
    "Laud 2017, doi:10.1002/pst.1813 (skewness-corrected score); Donner & Zou 2012, Statistical Methods in Medical Research 21:347 (MOVER)",
  of: pairRatio,
};
