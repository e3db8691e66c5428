import type { Threshold } from "../core/decision.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";

/** Period that a row falls in, of the calendar of UTC; one for all where the suite names no time. */
export const periodSql = (period: string | null): string =>
  period === null ? "TIMESTAMP '1970-01-01'" : `date_trunc(${literal(period)}, ${rowColumns.time})`;

/**
 * Where a capacity ends, by period: scores from `cut` on are selected, never more rows than the capacity; `ties` rows that share the
 * score at its end are left out together. The same rule as `cutAt` of core, so it does not depend on the order of rows.
 */
export function cutTableSql(
  table: string,
  rows: string,
  options: {
    readonly score: string;
    readonly period: string | null;
    readonly threshold: Exclude<Threshold, number>;
    readonly isCounted: boolean;
  },
): string {
  const { score, period, threshold, isCounted } = options;
  const capacity =
    "top" in threshold ? literal(threshold.top) : `floor(${literal(threshold.top_share)} * total + 1e-9)`;
  const counted = isCounted ? `sum(${rowColumns.count})` : "count(*)";
  const scores = `SELECT ${periodSql(period)} AS period, ${score} AS score, ${counted} AS rows FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept} GROUP BY 1, 2`;
  const running = `SELECT *, sum(rows) OVER (PARTITION BY period ORDER BY score DESC) AS upto, sum(rows) OVER (PARTITION BY period) AS total FROM (${scores})`;
  const within = `upto <= ${capacity}`;
  return `CREATE OR REPLACE TABLE ${table} AS SELECT period, coalesce(min(score) FILTER (${within}), 'inf'::DOUBLE) AS cut, coalesce(max(rows) FILTER (NOT ${within} AND upto - rows < ${capacity}), 0) AS ties FROM (${running}) GROUP BY period`;
}

/** Rows that shared the score at which a capacity ended, over all periods. */
export const tiesSql = (table: string): string => `SELECT CAST(sum(ties) AS DOUBLE) AS ties FROM ${table}`;
