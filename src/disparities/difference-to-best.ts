import { differencesToBest } from "../stats/index.js";
import type { BestDisparity } from "./disparity.js";
import { bare, bestOf, mostRanked, samplesOf } from "./samples.js";

/**
 * A group's value minus that of the best-off group, by the direction of the metric; 0: nobody is better off. The best group is found in the
 * same data, so the bounds are those of the distance to the truly best one, whichever it is. The largest of these distances is
 * `max_difference`, and a gate on them is one on it.
 */
export const differenceToBest: BestDisparity = {
  name: "difference_to_best",
  kind: "best",
  scale: "difference",
  bound: "at_most",
  formula: "θ_g − θ_best",
  source: "Hsu 1996, Multiple Comparisons, chapter 4 (comparison with the best)",
  of: (members, options) => {
    const best = bestOf(members, options.better);
    const most = members[best]?.value as number;
    const values = members.map(({ value }) => bare(value - most));
    const samples = members.length > mostRanked ? null : samplesOf(members);
    if (samples === null) return { best, values };
    const bounds = differencesToBest(samples, options);
    return { best, values: values.map(({ value }, i) => ({ ...(bounds[i] as (typeof bounds)[number]), value })) };
  },
};
