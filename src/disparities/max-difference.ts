import { maxGap } from "../stats/index.js";
import type { SpreadDisparity } from "./disparity.js";
import { bare, extremes, samplesOf } from "./samples.js";

/**
 * Highest value minus lowest, 0 or more, in the metric's own unit.
 * `low`: largest lower bound of any pair's absolute gap at Tukey's critical value; `high`: largest unadjusted upper bound.
 */
export const maxDifference: SpreadDisparity = {
  name: "max_difference",
  kind: "spread",
  scale: "difference",
  bound: "at_most",
  formula: "max_g θ_g − min_g θ_g",
  source:
    "Hochberg & Tamhane 1987, Multiple Comparison Procedures, chapter 3 (Tukey); Berger 1982, doi:10.1080/00401706.1982.10487790 (intersection-union)",
  of: (members, { alpha, correlation }) => {
    const pair = extremes(members);
    const samples = samplesOf(members);
    const value = (members[pair[0]]?.value as number) - (members[pair[1]]?.value as number);
    if (samples === null) return { ...bare(value), pair };
    const { low, high, p, method } = maxGap(samples, { alpha, correlation });
    return { value, low, high, p, method, pair };
  },
};
