import type { MatrixMetric } from "./metric.js";

/** Agreement of label and prediction over all classes beyond what their shares alone would give, in [-1, 1]; 0 is chance. With two classes it is `cohen_kappa`. */
export const multiclassKappa: MatrixMetric = {
  name: "multiclass_kappa",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [-1, 1],
  unit: "number",
  formula: "(p_o − p_e) / (1 − p_e)",
  source: "Cohen 1960, equation 1, doi:10.1177/001316446002000104",
  empty: "all labels and predictions of the group are alike",
  of: agreement,
};

/**
 * Cohen's kappa over any number of classes, in [-1, 1]: 1 − disagreement observed / disagreement expected from the margins. null where
 * none is to be expected.
 * Source: Cohen 1960, equation 1, doi:10.1177/001316446002000104.
 */
function agreement(matrix: Float64Array, classes: number): number | null {
  const [labelled, predicted] = [new Float64Array(classes), new Float64Array(classes)];
  for (const [at, rows] of matrix.entries()) {
    labelled[Math.floor(at / classes)]! += rows;
    predicted[at % classes]! += rows;
  }
  const total = labelled.reduce((sum, rows) => sum + rows, 0);
  let [observed, expected] = [0, 0];
  for (const [at, rows] of matrix.entries()) {
    const [label, prediction] = [Math.floor(at / classes), at % classes];
    if (label === prediction) continue;
    observed += rows;
    expected += labelled[label]! * predicted[prediction]!;
  }
  return expected > 0 ? 1 - (observed * total) / expected : null;
}
