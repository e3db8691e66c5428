import type { AttributionDisparity } from "./disparity.js";

/** Largest share, in any group, of the total absolute attribution that inputs carry which are the attribute or stand in for it, in [0, 1]. */
export const proxyShare: AttributionDisparity = {
  name: "proxy_share",
  kind: "attribution",
  metrics: [],
  range: [0, 1],
  scale: "difference",
  bound: "at_most",
  formula:
    "max over groups of Σ |φ_j| over the attribute and its proxies j / Σ |φ_j| over all inputs; proxies tell a group with an area above 0.6",
  source: "Ratio of sums, linearised over units (Cochran 1977, section 6.4)",
};
