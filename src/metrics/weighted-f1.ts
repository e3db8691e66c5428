import { classF1 } from "./class-rates.js";
import type { MatrixMetric } from "./metric.js";
import { weightedAverage } from "./weighted-average.js";

/** Mean of the classes' F1, in [0, 1], weighted by their rows. */
export const weightedF1: MatrixMetric = {
  name: "weighted_f1",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [0, 1],
  unit: "proportion",
  formula: "Σ_c labelled_c · (2·right_c / (labelled_c + predicted_c)) / Σ_c labelled_c",
  source: "Pedregosa et al. 2011, scikit-learn, JMLR 12:2825-2830 (average: weighted)",
  empty: "no rows in group",
  of: (matrix, classes) => weightedAverage(matrix, classes, classF1),
};
