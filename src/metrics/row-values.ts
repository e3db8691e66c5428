import type { Entries } from "./metric.js";

/** A number of a row, from its true number (or label) and its predicted one (or score). */
export type RowValue = (truth: number, predicted: number) => number;

/** What a row turned out to be: minutes taken, an amount. */
export const truth: RowValue = (actual) => actual;
/** How far the prediction is off: above 0 where it is too high. */
export const error: RowValue = (actual, predicted) => predicted - actual;
/** The same without its direction. */
export const absoluteError: RowValue = (actual, predicted) => Math.abs(predicted - actual);

/** That number of each entry. */
export const rowValues = ({ label, score }: Entries, of: RowValue): Float64Array =>
  score.map((predicted, i) => of(label[i]!, predicted));
