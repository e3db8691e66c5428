import type { MatrixMetric } from "./metric.js";
import { weightedAgreement } from "./weighted-agreement.js";

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
  of: (matrix, classes) => weightedAgreement(matrix, classes, () => 1),
};
