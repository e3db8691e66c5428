import { ratiosToBest } from "../stats/index.js";
import type { BestDisparity } from "./disparity.js";
import { bare, bestOf, mostRanked, samplesOf } from "./samples.js";

/**
 * A group's value over that of the best-off group, by the direction of the metric: at most 1 where higher is better, at least 1 where lower is.
 * Not defined where the best group's value is 0. Bounds as of `difference_to_best`; a gate limits the smaller of it and its
 * inverse, the least of which is `min_ratio`.
 */
export const ratioToBest: BestDisparity = {
  name: "ratio_to_best",
  kind: "best",
  scale: "ratio",
  bound: "at_least",
  formula: "θ_g / θ_best",
  source: "Hsu 1996, Multiple Comparisons, chapter 4 (comparison with the best)",
  of: (members, options) => {
    const best = bestOf(members, options.better);
    const most = members[best]?.value as number;
    const values = members.map(({ value }) => bare(most > 0 ? value / most : null));
    const samples = members.length > mostRanked ? null : samplesOf(members);
    if (samples === null) return { best, values };
    const bounds = ratiosToBest(samples, options);
    return { best, values: values.map(({ value }, i) => ({ ...(bounds[i] as (typeof bounds)[number]), value })) };
  },
};
