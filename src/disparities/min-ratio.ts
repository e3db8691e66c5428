import { minRatio as minRatioOf } from "../stats/index.js";
import type { SpreadDisparity } from "./disparity.js";
import { bare, extremes, samplesOf } from "./samples.js";

/**
 * Lowest value over highest, in [0, 1]: the four-fifths figure. Not defined when all are 0.
 * `high`: least upper bound of any ordered pair at Tukey's critical value; `low`: least unadjusted lower bound.
 */
export const minRatio: SpreadDisparity = {
  name: "min_ratio",
  kind: "spread",
  scale: "ratio",
  bound: "at_least",
  formula: "min_g θ_g / max_g θ_g",
  source:
    "Uniform Guidelines on Employee Selection Procedures 1978, 29 CFR 1607.4(D); Hochberg & Tamhane 1987, chapter 3",
  of: (members, { alpha, correlation }) => {
    const pair = extremes(members);
    const samples = samplesOf(members);
    const [highest, lowest] = [members[pair[0]]?.value as number, members[pair[1]]?.value as number];
    const value = highest > 0 ? lowest / highest : null;
    if (samples === null) return { ...bare(value), pair };
    const { low, high, p, method } = minRatioOf(samples, { alpha, correlation });
    return { value, low, high, p, method, pair };
  },
};
