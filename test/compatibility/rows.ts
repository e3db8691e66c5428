import type { Tally } from "../../src/compatibility/index.js";
import type { Confusion } from "../../src/core/confusion.js";
import { type Json, oracle } from "../stats/oracle.js";

/** One row of the reference data. */
export type Row = Readonly<Record<string, string | number>>;

/** The rows of `data_binary.json`. */
export function referenceRows(): Row[] {
  const columns: Json = oracle("data_binary").data.columns;
  return columns.id.map((_: unknown, i: number) =>
    Object.fromEntries(Object.keys(columns).map((name) => [name, columns[name][i]])),
  );
}

function counts(rows: readonly Row[], weightOf: (row: Row) => number): Confusion {
  const sum = (label: number, prediction: number) =>
    rows.reduce((total, row) => total + (row.y_true === label && row.y_pred === prediction ? weightOf(row) : 0), 0);
  return { tp: sum(1, 1), fp: sum(0, 1), fn: sum(1, 0), tn: sum(0, 0) };
}

/** Rows as counts, weighted by the column `weight` or not. */
export const tallyOf = (rows: readonly Row[], weighted: boolean): Tally => ({
  rows: counts(rows, () => 1),
  sums: counts(rows, (row) => (weighted ? Number(row.weight) : 1)),
  strata: [],
});

/** The rows by the values of some attributes, in order of first appearance; the key joins the values. */
export function byGroup(rows: readonly Row[], attributes: readonly string[]): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = attributes.map((attribute) => row[attribute]).join("*");
    groups.set(key, [...(groups.get(key) ?? []), row]);
  }
  return groups;
}

/**
 * Whether a figure is what the reference says: NaN there is "undefined" here, infinity "infinite". Closed forms differ from the
 * reference by rounding only, which cancellation may carry up to about 1e-11; weighted sums are added in another order.
 */
export function disagreement(
  found: { readonly status: string; readonly value: number | null },
  expected: number,
  what: string,
): string | null {
  const wanted = Number.isNaN(expected) ? "undefined" : Number.isFinite(expected) ? "ok" : "infinite";
  if (found.status !== wanted) return `${what}: ${found.status} instead of ${wanted} (${expected})`;
  if (wanted !== "ok") return null;
  const error = Math.abs((found.value as number) - expected) / Math.max(1, Math.abs(expected));
  return error <= 1e-9 ? null : `${what}: ${found.value} instead of ${expected}`;
}
