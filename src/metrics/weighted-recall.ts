import { classRecall } from "./class-rates.js";
import type { MatrixMetric } from "./metric.js";
import { weightedAverage } from "./weighted-average.js";

/** Mean of the classes' recall, in [0, 1], weighted by their rows: the same number as accuracy, under the name that other tools print. */
export const weightedRecall: MatrixMetric = {
  name: "weighted_recall",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c labelled_c · (right_c / labelled_c) / Σ_c labelled_c",
  source: "Pedregosa et al. 2011, scikit-learn, JMLR 12:2825-2830 (average: weighted)",
  empty: "no rows in group",
  of: (matrix, classes) => weightedAverage(matrix, classes, classRecall),
};
