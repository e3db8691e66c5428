import { areProbabilities } from "./class-weights.js";
import type { DistributionMetric } from "./metric.js";
import { equalWidthBins, meanBinError } from "./score-bins.js";

/**
 * How far mean score and share of positives are apart in ten score bins of equal width, on average over rows, in [0, 1]. Chance alone
 * makes it larger than 0, the more so in small groups: compare groups of different size by `debiased_calibration_error`.
 */
export const expectedCalibrationError: DistributionMetric = {
  name: "expected_calibration_error",
  kind: "distribution",
  withoutInterval: true,
  needs: "scores",
  better: "lower",
  range: [0, 1],
  unit: "number",
  formula: "Σ n_b / n · |mean score_b − share of positives_b| over the bins [0, 0.1), [0.1, 0.2) … [0.9, 1]",
  source: "Naeini, Cooper & Hauskrecht 2015, doi:10.1609/aaai.v29i1.9602",
  empty: "no rows, or scores outside 0 to 1, in group",
  of: (entries) => {
    const value = areProbabilities(entries) ? meanBinError(equalWidthBins(entries)) : null;
    // Its absolute values have a corner at 0, which is where a calibrated model's bins are.
    return value === null ? null : { value, influence: null, scale: "identity", evidence: null };
  },
};
