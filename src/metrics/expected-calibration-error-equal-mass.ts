import { areProbabilities } from "./class-weights.js";
import type { DistributionMetric } from "./metric.js";
import { binCount, equalMassBins, meanBinError } from "./score-bins.js";

/**
 * The expected calibration error in ten score bins of as many rows each (weights do not move the borders), in [0, 1]. Chance alone makes
 * it larger than 0.
 */
export const expectedCalibrationErrorEqualMass: DistributionMetric = {
  name: "expected_calibration_error_equal_mass",
  kind: "distribution",
  withoutInterval: true,
  needs: "scores",
  better: "lower",
  range: [0, 1],
  unit: "number",
  formula: "Σ n_b / n · |mean score_b − share of positives_b| over ten bins of n / 10 rows by rising score",
  source: "Nixon et al. 2019, arXiv:1904.01685",
  empty: "fewer than 10 rows, or scores outside 0 to 1, in group",
  of: (entries) => {
    const rows = entries.n.reduce((sum, n) => sum + n, 0);
    const value = rows >= binCount && areProbabilities(entries) ? meanBinError(equalMassBins(entries)) : null;
    return value === null ? null : { value, influence: null, scale: "identity", evidence: null };
  },
};
