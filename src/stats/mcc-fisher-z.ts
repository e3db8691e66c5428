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
 * Interval of the Matthews correlation on Fisher's z scale, within [−1, 1]; basis [tp, fp, fn, tn].
 * It is centred on the cells + ½ while the printed value comes from the raw cells. Where the two are far apart (a value of ±1,
 * or low confidence) it would end short of the value: there it is widened to it, which can only add coverage.
 */
export const mccFisherZ: IntervalFunction = (basis, alpha) => {
  const { value, error } = smoothedMcc(basis);
  const half = (twoSidedCritical(alpha) * error) / (1 - value * value);
  const printed = mcc(basis) ?? value;
  return {
    low: Math.min(printed, Math.tanh(Math.atanh(value) - half)),
    high: Math.max(printed, Math.tanh(Math.atanh(value) + half)),
  };
};

/** The correlation itself, in [−1, 1]; null where all labels or all predictions are alike. */
function mcc(cells: readonly number[]): number | null {
  const [tp, fp, fn, tn] = cells as [number, number, number, number];
  // Square roots one by one: the product of four counts of 10^5 has no exact double.
  const scale = Math.sqrt(tp + fp) * Math.sqrt(tp + fn) * Math.sqrt(tn + fp) * Math.sqrt(tn + fn);
  return scale > 0 ? Math.max(-1, Math.min(1, (tp * tn - fp * fn) / scale)) : null;
}
