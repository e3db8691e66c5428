import { areProbabilities } from "./class-weights.js";
import type { DistributionMetric } from "./metric.js";
import { equalWidthBins, type ScoreBin } from "./score-bins.js";

/**
 * Squared calibration error in ten score bins of equal width, less what chance adds to it (Kumar, Liang & Ma's debiased estimator, without
 * the square root), in [−½, 1]. Near 0, on either side, for a calibrated model of any group size. Bins of one row say nothing of chance and
 * count as 0; with weights a bin's rows are Kish's effective ones.
 */
export const debiasedCalibrationError: DistributionMetric = {
  name: "debiased_calibration_error",
  kind: "distribution",
  withoutInterval: true,
  needs: "scores",
  better: "lower",
  range: [-0.5, 1],
  unit: "number",
  formula:
    "Σ n_b / n · ((mean score_b − p_b)² − p_b (1 − p_b) / (n_b − 1)), p_b: share of positives, bins as expected_calibration_error",
  source: "Kumar, Liang & Ma 2019, arXiv:1909.10155, section 5",
  empty: "no score bin with two rows, or scores outside 0 to 1, in group",
  of: (entries) => {
    const value = areProbabilities(entries) ? debiased(equalWidthBins(entries)) : null;
    // At perfect calibration its first derivative vanishes, so a linearised interval would be empty of chance.
    return value === null ? null : { value, influence: null, scale: "identity", evidence: null };
  },
};

function debiased(bins: readonly ScoreBin[]): number | null {
  let [sum, weight, usable] = [0, 0, false];
  for (const { n, w, w2, ws, wy } of bins) {
    weight += w;
    if (!(n > 1 && w * w > w2)) continue;
    usable = true;
    const share = wy / w;
    sum += w * (((ws - wy) / w) ** 2 - (share * (1 - share)) / ((w * w) / w2 - 1));
  }
  return usable ? sum / weight : null;
}
