import type { AttributionDisparity } from "./disparity.js";

/** Lowest agreement, of any group with the reference group, of the order in which inputs matter, in [0, 1]: 1 where it is the same. */
export const attributionRankAgreement: AttributionDisparity = {
  name: "attribution_rank_agreement",
  kind: "attribution",
  metrics: [],
  range: [0, 1],
  scale: "ratio",
  bound: "at_least",
  formula:
    "min over groups of NDCG: inputs in the group's order of mean |φ|, each worth its mean |φ| in the reference group",
  source:
    "Amazon SageMaker Clarify, feature attribution drift; bootstrap over units (Efron & Tibshirani 1993, section 14.3)",
};
