import { classRecall } from "./class-rates.js";
import { macroAverage } from "./macro-average.js";
import type { MatrixMetric } from "./metric.js";

/** Mean of the classes' recall, in [0, 1], each class counting alike: balanced accuracy of any number of classes. null where a class has no rows in the group; scikit-learn counts it as 0 here and leaves it out of its balanced accuracy. */
export const macroRecall: MatrixMetric = {
  name: "macro_recall",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c (right_c / labelled_c) / classes",
  source: "Sokolova & Lapalme 2009, table 3, doi:10.1016/j.ipm.2009.03.002",
  empty: "a class without rows in group",
  of: (matrix, classes) => macroAverage(matrix, classes, classRecall),
};
