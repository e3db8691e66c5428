import type { TreeEnsemble } from "./ensemble.js";

/** Raw outputs through the link of their ensemble, in place: rows × outputs numbers, row after row. */
export function applyLink({ link, outputs }: TreeEnsemble, values: Float64Array): Float64Array {
  if (link === "softmax") softmaxRows(values, outputs);
  else if (link !== "identity") {
    const answer = answerOf[link];
    for (let at = 0; at < values.length; at++) values[at] = answer(values[at]!);
  }
  return values;
}

const logistic = (raw: number): number => 1 / (1 + Math.exp(-raw));

const answerOf = {
  logistic,
  logistic_each: logistic,
  exponential: Math.exp,
  step: (raw: number): number => (raw > 0 ? 1 : 0),
} as const;

/** The largest of a row is taken off first, so that nothing overflows. */
function softmaxRows(values: Float64Array, outputs: number): void {
  for (let start = 0; start < values.length; start += outputs) {
    const row = values.subarray(start, start + outputs);
    const largest = row.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
    for (let at = 0; at < outputs; at++) row[at] = Math.exp(row[at]! - largest);
    const sum = row.reduce((total, value) => total + value, 0);
    for (let at = 0; at < outputs; at++) row[at]! /= sum;
  }
}
