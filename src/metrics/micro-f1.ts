import { classCounts } from "./class-rates.js";
import type { MatrixMetric } from "./metric.js";

/**
 * F1 of all classes' decisions put together, in [0, 1]. Where each row has one class, as here, every wrong answer is a false positive of
 * one class and a false negative of another, so it is the same number as accuracy (and as micro-averaged precision and recall).
 */
export const microF1: MatrixMetric = {
  name: "micro_f1",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "2·Σ_c right_c / Σ_c (labelled_c + predicted_c)",
  source: "Sokolova & Lapalme 2009, table 3, doi:10.1016/j.ipm.2009.03.002",
  empty: "no rows in group",
  of: (matrix, classes) => {
    let [right, decisions] = [0, 0];
    for (const counts of classCounts(matrix, classes)) {
      right += counts.right;
      decisions += counts.labelled + counts.predicted;
    }
    return decisions > 0 ? (2 * right) / decisions : null;
  },
};
