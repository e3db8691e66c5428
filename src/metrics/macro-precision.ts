import { classPrecision } from "./class-rates.js";
import { macroAverage } from "./macro-average.js";
import type { MatrixMetric } from "./metric.js";

/** Mean of the classes' precision, in [0, 1], each class counting alike. null where a class is never predicted in the group; scikit-learn counts it as 0. */
export const macroPrecision: MatrixMetric = {
  name: "macro_precision",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c (right_c / predicted_c) / classes",
  source: "Sokolova & Lapalme 2009, table 3, doi:10.1016/j.ipm.2009.03.002",
  empty: "a class that is never predicted in group",
  of: (matrix, classes) => macroAverage(matrix, classes, classPrecision),
};
