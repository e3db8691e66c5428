import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";

/**
 * Matthews correlation and its standard error from the cells + ½: multinomial delta method on the shares of the cells.
 * The half keeps both finite where a cell is empty.
 */
export function smoothedMcc(cells: readonly number[]): { readonly value: number; readonly error: number } {
  const total = cells.reduce((sum, cell) => sum + cell, 2);
  const [tp, fp, fn, tn] = cells.map((cell) => (cell + 0.5) / total) as [number, number, number, number];
  const [predicted, positive, negative, rejected] = [tp + fp, tp + fn, tn + fp, tn + fn];
  const scale = Math.sqrt(predicted * positive * negative * rejected);
  const value = (tp * tn - fp * fn) / scale;
  const slope = (cross: number, a: number, b: number): number => cross / scale - (value / 2) * (1 / a + 1 / b);
  const slopes = [
    slope(tn, predicted, positive),
    slope(-fn, predicted, negative),
    slope(-fp, positive, rejected),
    slope(tp, negative, rejected),
  ];
  let mean = 0;
  let square = 0;
  [tp, fp, fn, tn].forEach((share, i) => {
    mean += share * slopes[i]!;
    square += share * slopes[i]! ** 2;
  });
  return { value, error: Math.sqrt(Math.max(0, square - mean * mean) / total) };
}

/**
 * Interval of the Matthews correlation on Fisher's z scale, within (−1, 1); basis [tp, fp, fn, tn].
 * It is centred on the cells + ½ while the printed value comes from the raw cells: a value of ±1 lies just outside.
 */
export const mccFisherZ: IntervalFunction = (basis, alpha) => {
  const { value, error } = smoothedMcc(basis);
  const half = (twoSidedCritical(alpha) * error) / (1 - value * value);
  return { low: Math.tanh(Math.atanh(value) - half), high: Math.tanh(Math.atanh(value) + half) };
};
