import { classPrecision } from "./class-rates.js";
import type { MatrixMetric } from "./metric.js";
import { weightedAverage } from "./weighted-average.js";

/** Mean of the classes' precision, in [0, 1], weighted by their rows. null where a class with rows is never predicted; scikit-learn counts it as 0. */
export const weightedPrecision: MatrixMetric = {
  name: "weighted_precision",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c labelled_c · (right_c / predicted_c) / Σ_c labelled_c",
  source: "Pedregosa et al. 2011, scikit-learn, JMLR 12:2825-2830 (average: weighted)",
  empty: "no rows, or a class with rows that is never predicted, in group",
  of: (matrix, classes) => weightedAverage(matrix, classes, classPrecision),
};
