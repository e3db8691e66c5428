import {
  orderStatisticEvidence,
  rowsForQuantile,
  type WeightedValues,
  weightedQuantiles,
  weighValues,
  woodruffEvidence,
} from "../stats/index.js";
import type { DistributionMetric, Entries, Measurement } from "./metric.js";
import { type RowValue, rowValues } from "./row-values.js";

/** Which number of a row, and what is said of its quantiles. */
interface QuantileOf extends Pick<DistributionMetric, "name" | "better" | "range"> {
  /** In the formula: "ŷ − y". */
  readonly symbol: string;
  readonly of: RowValue;
}

/** A metric that is a quantile of a number of each row. */
export function quantileMetric({ symbol, of, ...named }: QuantileOf, q: number): DistributionMetric {
  return {
    ...named,
    kind: "distribution",
    needs: "values",
    unit: "number",
    formula: `smallest v with P(${symbol} ≤ v) ≥ ${q}; the middle to the next one where it is equal`,
    source:
      "Hyndman & Fan 1996, definition 2, doi:10.2307/2684934; Woodruff 1952 (interval), doi:10.1080/01621459.1952.10483443",
    empty: "no rows in group",
    of: (entries) => quantileOfRows(entries, of, q),
  };
}

/** Shares that have a quantile with rows on both sides. */
export const isQuantile = (q: number): boolean => q > 0 && q < 1;

/**
 * Weighted quantile of a number of each row, with its interval by order statistics or, with weights or units, by Woodruff's method;
 * null where nothing has weight, or a number is not finite. Its influence is that of the share at or below it, which is the
 * quantile's own but for the density there.
 * @param q share of rows at or below it, in (0, 1)
 */
function quantileOfRows(entries: Entries, of: RowValue, q: number): Measurement | null {
  const all = rowValues(entries, of);
  if (!all.every(Number.isFinite)) return null;
  const sample = weighValues({ values: all, counts: entries.n, weights: entries.w });
  const value = weightedQuantiles(sample)?.(q);
  if (value === undefined) return null;
  const below = shareBelow(sample, value);
  return {
    value,
    influence: all.map((one) => (one <= value ? 1 : 0) - below),
    scale: "identity",
    share: {
      of: below,
      evidence: (effective) => woodruffEvidence(sample, q, value, effective),
      tooFew: `fewer than ${rowsForQuantile(q)} rows, or units or weights that are worth as many, do not bound this quantile`,
    },
    evidence: orderStatisticEvidence(sample, q, value),
  };
}

/** Share of the weight at or below a value. */
function shareBelow({ values, weights }: WeightedValues, value: number): number {
  let [below, above] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    if (values[i]! <= value) below += weights[i]!;
    else above += weights[i]!;
  }
  return below / (below + above);
}
