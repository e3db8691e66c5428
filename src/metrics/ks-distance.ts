import { classWeights, endOfTies } from "./class-weights.js";
import type { DistributionMetric, Entries } from "./metric.js";

/**
 * Kolmogorov–Smirnov distance: the largest gap between the score distributions of positives and of negatives, in [0, 1]; equal to the
 * largest difference of true and false positive rate over all thresholds, in either direction. Chance alone makes it larger than 0.
 */
export const ksDistance: DistributionMetric = {
  name: "ks_distance",
  kind: "distribution",
  withoutInterval: true,
  needs: "scores",
  better: "higher",
  range: [0, 1],
  unit: "number",
  formula: "max over s of |P(score ≤ s | positive) − P(score ≤ s | negative)|",
  source: "Smirnov 1939; Hodges 1958, doi:10.1007/BF02589501",
  empty: "no positives or no negatives in group",
  of: (entries) => {
    const { positive, negative } = classWeights(entries);
    if (!(positive > 0 && negative > 0)) return null;
    // A maximum over thresholds has corners and no linearisation that holds near 0.
    return { value: largestGap(entries, positive, negative), influence: null, scale: "identity", evidence: null };
  },
};

function largestGap({ label, score, w }: Entries, positive: number, negative: number): number {
  let [positivesUpTo, negativesUpTo, largest] = [0, 0, 0];
  for (let start = 0, end = 0; start < score.length; start = end) {
    end = endOfTies(score, start);
    for (let i = start; i < end; i++) {
      if (label[i] === 1) positivesUpTo += w[i]!;
      else negativesUpTo += w[i]!;
    }
    largest = Math.max(largest, Math.abs(positivesUpTo / positive - negativesUpTo / negative));
  }
  return Math.min(1, largest);
}
