/**
 * Cohen's kappa with weights of disagreement, in [-1, 1]: 1 − Σ v·observed / Σ v·expected, expected from the margins. null where
 * no disagreement is to be expected.
 * Source: Cohen 1968, equation 8, doi:10.1037/h0026256; with v = 1 off the diagonal it is the kappa of 1960.
 */
export function agreement(
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
    const weight = disagreement(label, prediction);
    observed += weight * rows;
    expected += weight * labelled[label]! * predicted[prediction]!;
  }
  return expected > 0 ? 1 - (observed * total) / expected : null;
}
