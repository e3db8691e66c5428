import type { Entries, Measurement } from "./metric.js";
import { type RowValue, rowValues } from "./row-values.js";

/** Weighted mean of a number of each row; null where nothing has weight, or the sum is no finite number. */
export function meanOfRows(entries: Entries, of: RowValue, scale: Measurement["scale"]): Measurement | null {
  const values = rowValues(entries, of);
  const value = weightedMeanOf(values, entries.w);
  return Number.isFinite(value) ? { value, influence: values.map((one) => one - value), scale } : null;
}

/** Mean of the entries' values by weight; NaN where nothing has weight. */
export function weightedMeanOf(values: Float64Array, w: Float64Array): number {
  let [sum, weight] = [0, 0];
  for (let i = 0; i < w.length; i++) {
    sum += w[i]! * values[i]!;
    weight += w[i]!;
  }
  return sum / weight;
}
