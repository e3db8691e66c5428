import { kolmogorovApart, kolmogorovDistance } from "../stats/index.js";
import type { DistributionDisparity } from "./disparity.js";

/** Largest gap to the reference group in the share of rows above a threshold, over all thresholds: Kolmogorov and Smirnov's distance, in [0, 1]. */
export const scoreKsDistance: DistributionDisparity = {
  name: "score_ks_distance",
  kind: "distribution",
  metrics: ["selection_rate", "exposure"],
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula: "max_t |F_g(t) − F_reference(t)|, F the distribution function of the scores",
  source: "Hodges 1958, doi:10.1007/BF02589501; Massart 1990, doi:10.1214/aop/1176990746 (the bounds)",
  empty: "no rows in group",
  value: (group, reference) => kolmogorovDistance(group.scores, reference.scores),
  of: (group, reference) => kolmogorovApart(group.scores, reference.scores),
};
