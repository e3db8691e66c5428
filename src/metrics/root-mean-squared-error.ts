import { weightedMeanOf } from "./mean-of-rows.js";
import type { DistributionMetric, Entries, Measurement } from "./metric.js";
import { error, rowValues } from "./row-values.js";
import { squaresPrecision } from "./squared-errors.js";

/** Root of the mean squared distance of prediction and truth, in their own unit, from 0 (best) up: large errors count most. */
export const rootMeanSquaredError: DistributionMetric = {
  name: "root_mean_squared_error",
  kind: "distribution",
  needs: "values",
  better: "lower",
  range: [0, null],
  unit: "number",
  formula: "√(Σ (ŷ − y)² / n)",
  source: "Willmott & Matsuura 2005, doi:10.3354/cr030079",
  empty: "no rows in group",
  of: rootMeanSquare,
};

function rootMeanSquare(entries: Entries): Measurement | null {
  const errors = rowValues(entries, error);
  const largest = errors.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  // Parts of the largest error: their squares stay numbers.
  const squares = errors.map((one) => (largest > 0 ? (one / largest) ** 2 : one * 0));
  const mean = weightedMeanOf(squares, entries.w);
  const value = largest * Math.sqrt(mean);
  if (!Number.isFinite(value)) return null;
  // d√m = dm / (2√m); without any error there is nothing to tell rows apart by.
  const influence = squares.map((square) => (mean > 0 ? (largest * (square - mean)) / (2 * Math.sqrt(mean)) : 0));
  return { value, influence, scale: "log", ...squaresPrecision(entries.n, 20) };
}
