import { meanOfRows } from "./mean-of-rows.js";
import type { DistributionMetric, Entries } from "./metric.js";
import { absoluteError, type RowValue } from "./row-values.js";

/**
 * Mean distance of prediction and truth as a part of the truth, from 0 (best) up: 0.2 is 20 %. Not defined where a true number is 0, for
 * which no part can be told (other tools divide by a tiny number instead, and answer with a huge one). Too low a prediction costs at
 * most 1, too high a one any amount.
 */
export const meanAbsolutePercentageError: DistributionMetric = {
  name: "mean_absolute_percentage_error",
  kind: "distribution",
  needs: "values",
  better: "lower",
  range: [0, null],
  unit: "number",
  formula: "Σ |ŷ − y| / |y| / n",
  source: "Hyndman & Koehler 2006, section 2.2, doi:10.1016/j.ijforecast.2006.03.001",
  empty: "no rows, or a true number of 0, in group",
  of: (entries) => (hasZero(entries) ? null : meanOfRows(entries, partOff, "log")),
};

/** Rows with a true number of 0 have no weight where this is asked. */
const partOff: RowValue = (actual, predicted) =>
  actual === 0 ? 0 : absoluteError(actual, predicted) / Math.abs(actual);

const hasZero = ({ label, w }: Entries): boolean => label.some((actual, i) => actual === 0 && w[i]! > 0);
