import { classF1 } from "./class-rates.js";
import { macroAverage } from "./macro-average.js";
import type { MatrixMetric } from "./metric.js";

/** Mean of the classes' F1, in [0, 1], each class counting alike. null where a class is neither labelled nor predicted in the group; scikit-learn counts it as 0. */
export const macroF1: MatrixMetric = {
  name: "macro_f1",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c (2·right_c / (labelled_c + predicted_c)) / classes",
  source: "Opitz & Burst 2021, section 2 (averaged F1), arXiv:1911.03347",
  empty: "a class neither labelled nor predicted in group",
  of: (matrix, classes) => macroAverage(matrix, classes, classF1),
};
