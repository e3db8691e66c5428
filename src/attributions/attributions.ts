/**
 * What each input did to each row's output: values φ that add up, with `base`, to the output, up to the error of the method.
 * One output of a model; a model of several classes has one of these per class.
 */
export interface Attributions {
  /** Names of what counts as one input: a column of the data, or a declared group of columns. */
  readonly players: readonly string[];
  readonly rows: number;
  /** One array per player: φ of each row, on {@link scale}. */
  readonly values: readonly Float64Array[];
  /** Standard errors of φ where values were sampled, else null. */
  readonly errors: readonly Float64Array[] | null;
  /** What is expected of a row of which nothing is known. */
  readonly base: number;
  /** What the model gave each row, on {@link scale}. */
  readonly output: Float64Array;
  readonly scale: Scale;
}

/** Unit of φ: log-odds or another raw margin, a probability, or the unit of a regression's prediction. */
export type Scale = "margin" | "probability" | "value";

/** Largest |output - base - Σφ| over the rows: 0 but for rounding where the method is exact. */
export function additivityError({ values, base, output, rows }: Attributions): number {
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    const sum = values.reduce((total, phi) => total + phi[row]!, base);
    largest = Math.max(largest, Math.abs(output[row]! - sum));
  }
  return largest;
}
