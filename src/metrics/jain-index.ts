import { weightedMeanOf } from "./mean-of-rows.js";
import type { DistributionMetric, Entries, Measurement } from "./metric.js";
import { absoluteError, rowValues } from "./row-values.js";

/**
 * How evenly the distance of prediction and truth is spread over the group's rows, above 0 up to 1 (all rows are missed by as much): the share
 * of rows that, missed alike and the others not at all, would give the same index. It says nothing about how large the errors are.
 * Not defined without any error.
 */
export const jainIndex: DistributionMetric = {
  name: "jain_index",
  kind: "distribution",
  withoutInterval: true,
  needs: "values",
  better: "higher",
  range: [0, 1],
  unit: "number",
  formula: "(Σ |ŷ − y|)² / (n Σ (ŷ − y)²)",
  source: "Jain, Chiu & Hawe 1984, DEC-TR-301, equation 1, arXiv:cs/9809099",
  empty: "no rows, or no error, in group",
  of: evenness,
};

function evenness(entries: Entries): Measurement | null {
  const errors = rowValues(entries, absoluteError);
  const largest = errors.reduce((most, one, i) => (entries.w[i]! > 0 ? Math.max(most, one) : most), 0);
  // Parts of the largest error: their squares stay numbers.
  const parts = errors.map((one) => one / largest);
  const [mean, square] = [
    weightedMeanOf(parts, entries.w),
    weightedMeanOf(
      parts.map((part) => part ** 2),
      entries.w,
    ),
  ];
  // Errors that are all alike may give 1 + 2·10⁻¹⁶.
  const value = Math.min(1, mean ** 2 / square);
  if (!Number.isFinite(value)) return null;
  // An interval on the logit scale covered 96 % for uniform errors and 15 to 84 % for log-normal and Laplace ones (100 rows): few rows
  // carry the squares.
  return { value, influence: null, scale: "identity", evidence: null };
}
