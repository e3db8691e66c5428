import { wasserstein, wassersteinApart } from "../stats/index.js";
import type { DistributionDisparity } from "./disparity.js";

/**
 * Wasserstein-1 distance of a group's scores to those of the reference group: how far scores have to be moved on average for the two to be
 * alike, in the unit of the score and 0 or more. It is ∫ |P(score > t | g) − P(score > t | reference)| dt, and so for scores in [0, 1] the gap
 * in the selection rate averaged over all thresholds. At least the difference of the mean scores.
 */
export const scoreDistance: DistributionDisparity = {
  name: "score_distance",
  kind: "distribution",
  metrics: ["selection_rate", "exposure"],
  range: [0, null],
  scale: "difference",
  bound: "at_most",
  formula: "∫ |F_g(t) − F_reference(t)| dt, F the distribution function of the scores",
  source:
    "Vallender 1974, doi:10.1137/1118101; Jiang et al. 2020, UAI, PMLR 115:862 (strong demographic parity); Kantorovich & Rubinstein 1958 and Borell 1975 (the bounds)",
  empty: "no rows in group",
  value: (group, reference) => wasserstein(group.scores, reference.scores),
  of: (group, reference) => wassersteinApart(group.scores, reference.scores),
};
