import { breslowDay } from "../stats/index.js";
import type { StratifiedDisparity } from "./disparity.js";

/**
 * Whether a group stands to the reference group in every stratum as in the others: Breslow and Day's χ² statistic of one odds ratio in all
 * strata, with Tarone's correction; 0 or more. A small p-value says that one figure over all strata hides how they differ.
 */
export const stratumHomogeneity: StratifiedDisparity = {
  name: "stratum_homogeneity",
  kind: "stratified",
  independentOnly: true,
  range: [0, null],
  against: "reference",
  scale: "difference",
  bound: "at_most",
  formula: "Σ_s (x_gs − E_s)² / Var_s at the common odds ratio, less Tarone's term",
  source: "Breslow & Day 1980, equation 4.30; Tarone 1985, Biometrika 72:91, doi:10.1093/biomet/72.1.91",
  withoutInterval: "a test of whether strata differ: its statistic has no interval",
  of: (strata) => {
    const test = breslowDay(strata, { tarone: true });
    return { value: test?.statistic ?? null, low: null, high: null, p: test?.p ?? null, method: null };
  },
};
