import { stratifiedScas } from "../stats/index.js";
import type { DisparityValue, StratifiedDisparity, StratumPair } from "./disparity.js";
import { bare } from "./samples.js";

function differenceOf(strata: readonly StratumPair[], { alpha }: { readonly alpha: number }): DisparityValue {
  const found = stratifiedScas(strata, alpha);
  return found === null ? bare(null) : { ...found, method: "stratified_scas" };
}

const common = {
  kind: "stratified",
  range: [-1, 1],
  scale: "difference",
  bound: "at_most",
  source:
    "Laud 2017, section 2.5, doi:10.1002/pst.1813 (stratified score); Mantel & Haenszel 1959, doi:10.1093/jnci/22.4.719 (weights)",
  of: differenceOf,
} as const;

/**
 * A share of a group minus the reference group's within the strata of the suite's legitimate factors, averaged with Mantel–Haenszel's
 * weights; in [−1, 1]. Its p-value is that of Cochran, Mantel and Haenszel, corrected for skewness.
 */
export const stratifiedDifference: StratifiedDisparity = {
  ...common,
  name: "stratified_difference",
  against: "reference",
  formula: "Σ_s w_s (θ_gs − θ_reference,s) / Σ_s w_s, w_s = n_gs n_reference,s / (n_gs + n_reference,s)",
};

/** The same against all other known groups together. */
export const stratifiedDifferenceToRest: StratifiedDisparity = {
  ...common,
  name: "stratified_difference_to_rest",
  against: "rest",
  formula: "Σ_s w_s (θ_gs − θ_rest,s) / Σ_s w_s, w_s = n_gs n_rest,s / (n_gs + n_rest,s)",
};
