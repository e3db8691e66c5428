import { rocAreaBetween as areaBetween } from "../stats/index.js";
import type { DistributionDisparity } from "./disparity.js";

/**
 * Area between a group's ROC curve and that of the reference group (ABROCA), in [0, 1]: the gap in the true positive rate at equal false positive
 * rates, averaged over these. At least the difference of the areas under the curves, and more than that where the curves cross.
 */
export const rocAreaBetween: DistributionDisparity = {
  name: "roc_area_between",
  kind: "distribution",
  metrics: ["selection_rate", "ks_distance"],
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula: "∫ |ROC_g(x) − ROC_reference(x)| dx over false positive rates x",
  source:
    "Gardner, Brooks & Baker 2019, doi:10.1145/3303772.3303791; Pepe & Cai 2004, doi:10.1111/j.0006-341X.2004.00200.x (placement values)",
  empty: "no positives or no negatives in group",
  value: (group, reference) => areaBetween(group, reference)?.value ?? null,
  of: (group, reference) => areaBetween(group, reference),
};
