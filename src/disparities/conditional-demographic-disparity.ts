import { conditionalDemographicDisparity as disparityOf } from "../stats/index.js";
import type { StratifiedDisparity } from "./disparity.js";
import { bare } from "./samples.js";

/**
 * A group's share of those who are rejected minus its share of those who are accepted, within the strata of the suite's legitimate
 * factors and averaged by their rows; in [−1, 1], above 0 where the group stands more among the rejected. Strata in which nobody or
 * everybody is accepted are left out.
 */
export const conditionalDemographicDisparity: StratifiedDisparity = {
  name: "conditional_demographic_disparity",
  kind: "stratified",
  range: [-1, 1],
  against: "rest",
  onlyOf: ["selection_rate", "favourable_rate"],
  scale: "difference",
  bound: "at_most",
  formula: "Σ_s n_s (P(g | rejected, s) − P(g | accepted, s)) / Σ_s n_s",
  source: "Wachter, Mittelstadt & Russell 2021, Computer Law & Security Review 41, doi:10.1016/j.clsr.2021.105567",
  withoutInterval: "no interval of the conditional demographic disparity holds its level",
  of: (strata) => bare(disparityOf(strata).value),
};
