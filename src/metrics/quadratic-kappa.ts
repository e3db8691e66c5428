import type { MatrixMetric } from "./metric.js";
import { weightedAgreement } from "./weighted-agreement.js";

/**
 * Agreement of label and prediction over classes that have an order, beyond what their shares alone would give, in [-1, 1]; 0 is chance. A
 * miss counts by the square of the classes between: with two classes it is `cohen_kappa`. The order is that of the numbers that name the
 * classes, by place, as in scikit-learn; other names have none.
 */
export const quadraticKappa: MatrixMetric = {
  name: "quadratic_kappa",
  kind: "matrix",
  needs: "confusion",
  better: "higher",
  range: [-1, 1],
  unit: "number",
  formula: "1 − Σ_ij (i − j)² O_ij / Σ_ij (i − j)² E_ij, O observed, E expected from the margins",
  source: "Cohen 1968, equation 6, doi:10.1037/h0026256",
  empty: "the classes are no whole numbers and have no order, or all labels and predictions of the group are alike",
  of: (matrix, classes, names) => {
    const place = placesInOrder(names);
    return (
      place && weightedAgreement(matrix, classes, (label, prediction) => (place[label]! - place[prediction]!) ** 2)
    );
  },
};

const wholeNumber = /^[-+]?\d+(?:\.0+)?$/;

/** Place of each class in their order; null where they have none. Of two classes any order is the same. */
function placesInOrder(names: readonly string[]): readonly number[] | null {
  if (names.length <= 2) return [0, 1];
  if (!names.every((name) => wholeNumber.test(name))) return null;
  const sorted = names.map(Number).sort((a, b) => a - b);
  return names.map((name) => sorted.indexOf(Number(name)));
}
