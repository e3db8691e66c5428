import { classCounts } from "./class-rates.js";
import type { MatrixMetric } from "./metric.js";

/** Correlation of label and prediction over all classes, in [-1, 1]; 0 when they are unrelated. With two classes it is `matthews_correlation`. */
export const multiclassMatthewsCorrelation: MatrixMetric = {
  name: "multiclass_matthews_correlation",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [-1, 1],
  unit: "number",
  formula: "(n·right − Σ_c labelled_c·predicted_c) / √((n² − Σ_c labelled_c²)(n² − Σ_c predicted_c²))",
  source: "Gorodkin 2004, equation 8, doi:10.1016/j.compbiolchem.2004.09.006",
  empty: "all labels or all predictions of the group are alike",
  of: (matrix, classes) => {
    let [n, right, both, labels, predictions] = [0, 0, 0, 0, 0];
    for (const counts of classCounts(matrix, classes)) {
      n += counts.labelled;
      right += counts.right;
      both += counts.labelled * counts.predicted;
      labels += counts.labelled ** 2;
      predictions += counts.predicted ** 2;
    }
    // Roots one by one: the product of two squares of 10^5 rows has no exact double.
    const scale = Math.sqrt(Math.max(0, n * n - labels)) * Math.sqrt(Math.max(0, n * n - predictions));
    // … and are rounded, so that a perfect model might have 1 + 2·10⁻¹⁶.
    return scale > 1e-12 * n * n ? Math.max(-1, Math.min(1, (n * right - both) / scale)) : null;
  },
};
