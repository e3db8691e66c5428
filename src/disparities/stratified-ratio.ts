import { cochranMantelHaenszel, mantelHaenszelRiskRatio } from "../stats/index.js";
import type { DisparityValue, StratifiedDisparity, StratumPair } from "./disparity.js";

function ratioOf(strata: readonly StratumPair[], { alpha }: { readonly alpha: number }): DisparityValue {
  const { value, low, high } = mantelHaenszelRiskRatio(strata, alpha);
  const p = cochranMantelHaenszel(strata)?.p ?? null;
  const bounds = value === null ? { low: null, high: null, method: null } : { low, high, method: "greenland_robins" };
  return { value, ...bounds, p };
}

const common = {
  kind: "stratified",
  range: [0, null],
  scale: "ratio",
  bound: "at_least",
  source:
    "Greenland & Robins 1985, equation 13, doi:10.2307/2530643; Mantel & Haenszel 1959, doi:10.1093/jnci/22.4.719 (test)",
  of: ratioOf,
} as const;

/** A share of a group over the reference group's within the strata of the suite's legitimate factors (Mantel–Haenszel); 0 or more. */
export const stratifiedRatio: StratifiedDisparity = {
  ...common,
  name: "stratified_ratio",
  against: "reference",
  formula: "Σ_s x_gs n_reference,s / n_s over Σ_s x_reference,s n_gs / n_s",
};

/** The same against all other known groups together. */
export const stratifiedRatioToRest: StratifiedDisparity = {
  ...common,
  name: "stratified_ratio_to_rest",
  against: "rest",
  formula: "Σ_s x_gs n_rest,s / n_s over Σ_s x_rest,s n_gs / n_s",
};
