import { weightedMeanOf } from "./mean-of-rows.js";
import type { DistributionMetric, Entries, Measurement } from "./metric.js";
import { error, rowValues } from "./row-values.js";
import { squaresPrecision } from "./squared-errors.js";

/**
 * Part of the spread of the true numbers within the group that the predictions account for, up to 1 (best); 0 is no better than the
 * group's own mean for everybody, and below 0 is worse. A group that differs little among itself gets a low one even with small errors.
 * Not defined where all true numbers are the same.
 */
export const rSquared: DistributionMetric = {
  name: "r_squared",
  kind: "distribution",
  needs: "values",
  better: "higher",
  range: [null, 1],
  unit: "number",
  formula: "1 − Σ (y − ŷ)² / Σ (y − mean y)²",
  source: "Kvålseth 1985 (R²₁), doi:10.1080/00031305.1985.10479448",
  empty: "no rows, or no two different true numbers, in group",
  of: (entries) => (varies(entries) ? determination(entries) : null),
};

/** Whether two rows of some weight have different true numbers: a spread of rounding is none. */
function varies({ label, w }: Entries): boolean {
  const first = label[w.findIndex((weight) => weight > 0)];
  return label.some((actual, i) => w[i]! > 0 && actual !== first);
}

function determination(entries: Entries): Measurement | null {
  const mean = weightedMeanOf(entries.label, entries.w);
  const deviations = rowValues(entries, (actual) => actual - mean);
  const largest = deviations.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
  // Parts of the largest deviation: their squares stay numbers.
  const squared = (parts: Float64Array) => parts.map((part) => (part / largest) ** 2);
  const [missed, spread] = [squared(rowValues(entries, error)), squared(deviations)];
  const [left, all] = [weightedMeanOf(missed, entries.w), weightedMeanOf(spread, entries.w)];
  const value = 1 - left / all;
  if (!Number.isFinite(value)) return null;
  // The mean itself moves, too, but deviations from it add up to 0: at first order it changes nothing.
  const influence = missed.map((one, i) => ((left / all) * spread[i]! - one) / all);
  return { value, influence, scale: "log_complement", ...squaresPrecision(entries.n, 10) };
}
