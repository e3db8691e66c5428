import { pairRatio } from "./compare-pair.js";
import type { PairDisparity } from "./disparity.js";

/** A group's value over the reference group's, 0 or more; 1 is no difference. Not defined where the reference group's value is 0. A gate limits the smaller of it and its inverse. */
export const ratioToReference: PairDisparity = {
  name: "ratio_to_reference",
  kind: "pair",
  against: "reference",
  scale: "ratio",
  bound: "at_least",
  formula: "θ_g / θ_reference",
  source:
    "Laud 2017, doi:10.1002/pst.1813 (skewness-corrected score); Donner & Zou 2012, Statistical Methods in Medical Research 21:347 (MOVER)",
  of: pairRatio,
};
