/**
 * Cohen's weighted kappa over any number of classes, in [-1, 1]: 1 − disagreement observed / disagreement expected from the margins. null
 * where none is to be expected.
 * @param matrix rows by true class times `classes` + predicted class
 * @param disagreement how far apart two different classes are, above 0
 * Source: Cohen 1968, equation 6, doi:10.1037/h0026256; of equal distances Cohen 1960, equation 1, doi:10.1177/001316446002000104.
 */
export function weightedAgreement(
  matrix: Float64Array,
  classes: number,
  disagreement: (label: number, prediction: number) => number,
): number | null {
  const [labelled, predicted] = [new Float64Array(classes), new Float64Array(classes)];
  for (const [at, rows] of matrix.entries()) {
    labelled[Math.floor(at / classes)]! += rows;
    predicted[at % classes]! += rows;
  }
  const total = labelled.reduce((sum, rows) => sum + rows, 0);
  let [observed, expected] = [0, 0];
  for (const [at, rows] of matrix.entries()) {
    const [label, prediction] = [Math.floor(at / classes), at % classes];
    if (label === prediction) continue;
    const weight = disagreement(label, prediction);
    observed += weight * rows;
    expected += weight * labelled[label]! * predicted[prediction]!;
  }
  return expected > 0 ? 1 - (observed * total) / expected : null;
}
