import { mean, sampleVariance } from "simple-statistics";
import { type Sample, samplingVariance } from "../stats/index.js";
import type { SpreadDisparity } from "./disparity.js";
import { bare, extremes, samplesOf } from "./samples.js";

/**
 * Standard deviation of the groups' values, each group counting once, without the part that sampling alone makes; 0 or more, in the
 * metric's own unit, 0 where the groups differ no more than by chance. Groups of one row, whose sampling error is not known, take no
 * part; values without an interval leave it undefined.
 */
export const betweenGroupSd: SpreadDisparity = {
  name: "between_group_sd",
  kind: "spread",
  scale: "difference",
  bound: "at_most",
  formula: "√max(0, Σ_g (θ_g − θ̄)²/(k − 1) − Σ_g se_g²/k)",
  source: "Lum, Zhang & Bower 2022, FAccT, doi:10.1145/3531146.3533105",
  withoutInterval: "no interval of the deviation between groups holds its level",
  of: (members) => {
    const pair = extremes(members);
    const samples = samplesOf(members);
    return { ...bare(samples === null ? null : debiased(samples)), pair };
  },
};

function debiased(samples: readonly Sample[]): number | null {
  const used = samples.flatMap((sample) => {
    const noise = samplingVariance(sample);
    return noise === null ? [] : [{ value: sample.value, noise }];
  });
  if (used.length < 2) return null;
  const noise = mean(used.map((one) => one.noise));
  return Math.sqrt(Math.max(0, sampleVariance(used.map(({ value }) => value)) - noise));
}
