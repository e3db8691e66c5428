/** One class of a confusion matrix against the rest. */
export interface ClassCounts {
  /** Rows of this class that are predicted as it. */
  readonly right: number;
  /** Rows of this class. */
  readonly labelled: number;
  /** Rows predicted as this class. */
  readonly predicted: number;
}

/** A rate of one class; null where its denominator is empty. */
export type ClassRate = (counts: ClassCounts) => number | null;

export const classPrecision: ClassRate = ({ right, predicted }) => (predicted > 0 ? right / predicted : null);
export const classRecall: ClassRate = ({ right, labelled }) => (labelled > 0 ? right / labelled : null);
export const classF1: ClassRate = ({ right, labelled, predicted }) =>
  labelled + predicted > 0 ? (2 * right) / (labelled + predicted) : null;

/** Diagonal and margins of a matrix that is rows by true class times `classes` + predicted class. */
export function classCounts(matrix: Float64Array, classes: number): ClassCounts[] {
  return Array.from({ length: classes }, (_, c) => {
    let [labelled, predicted] = [0, 0];
    for (let other = 0; other < classes; other++) {
      labelled += matrix[c * classes + other]!;
      predicted += matrix[other * classes + c]!;
    }
    return { right: matrix[c * classes + c]!, labelled, predicted };
  });
}
