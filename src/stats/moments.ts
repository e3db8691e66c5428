import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";

/** What a comparison of means needs to know of a sample. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sample variance with divisor n − 1. */
  readonly variance: number;
}

/** Moments of a sample of at least two values, by two passes, so that a large common offset costs no digits. */
export function momentsOf(sample: CountedValues): Moments {
  const n = sizeOf(sample);
  const mean = sumOver(sample, (value) => value) / n;
  return { n, mean, variance: sumOver(sample, (value) => (value - mean) ** 2) / (n - 1) };
}
