import type { Confusion } from "../core/confusion.js";
import { type PairCounts, pairedChange, twoSidedCritical } from "../stats/index.js";
import type { PairedDisparity } from "./disparity.js";

/**
 * How much wider the predictions make a group's gap to the reference group than the labels have it: absolute gap in the share predicted positive
 * minus absolute gap in the share labelled positive, in [−1, 1]; above 0 the model adds to the difference that is in the labels.
 * Paired: predictions and labels are of the same rows.
 */
export const amplification: PairedDisparity = {
  name: "amplification",
  kind: "paired",
  metrics: ["selection_rate", "prevalence"],
  range: [-1, 1],
  scale: "difference",
  bound: "at_most",
  formula: "|P(ŷ = 1 | g) − P(ŷ = 1 | reference)| − |P(y = 1 | g) − P(y = 1 | reference)|",
  source:
    "Zhao et al. 2017, EMNLP, doi:10.18653/v1/D17-1323 (the idea); Tango 1998, Stat. Med. 17:891; Zou & Donner 2008 (the bounds)",
  empty: "no rows in group",
  of: (group, reference) => {
    const [now, then] = [pairsOf(group), pairsOf(reference)];
    if (sizeOf(now) === 0 || sizeOf(then) === 0) return null;
    const basis = [...Object.values(now), ...Object.values(then)];
    return {
      value: pairedChange(now, then, twoSidedCritical(0.05)).growth,
      evidence: { interval: "tango_growth", basis },
    };
  },
};

/** Predictions as what is now, labels as what was before. */
const pairsOf = ({ tp, fp, fn, tn }: Confusion): PairCounts => ({ n11: tp, n10: fp, n01: fn, n00: tn });

const sizeOf = ({ n11, n10, n01, n00 }: PairCounts): number => n11 + n10 + n01 + n00;
