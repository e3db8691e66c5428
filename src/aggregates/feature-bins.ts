import { type FeatureBins, mostValues } from "../core/feature-bins.js";
import { type Column, isNoNumber, numberSql, textSql } from "../sql/column.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { textAnswer } from "../sql/text-answer.js";

/** More different values than this are a free text or an id. */
export const mostDistinct = 100;

/** Rows that bins are found from. */
interface BinnedRows {
  readonly rows: string;
  readonly isCounted: boolean;
  readonly hasUnit: boolean;
}

const kept = `${rowColumns.code} = ${codes.kept}`;
const rowsSql = (isCounted: boolean): string => (isCounted ? `sum(${rowColumns.count})` : "count(*)");

/** How many kept rows hold a finite number, and how many something that is none. */
export const numbersSql = (column: Column, { rows }: BinnedRows): string =>
  `SELECT CAST(count(*) FILTER (isfinite(${numberSql(column)})) AS DOUBLE), CAST(count(*) FILTER (${isNoNumber(column)}) AS DOUBLE) FROM ${rows} WHERE ${kept}`;

/** The largest finite number, and those at the ends of all but the last of `bins` equal shares of the rows. */
export function quantilesSql(column: Column, bins: number, { rows, isCounted }: BinnedRows): string {
  const values = `SELECT ${numberSql(column)} + 0 AS v, ${rowsSql(isCounted)} AS n FROM ${rows} WHERE ${kept} AND isfinite(${numberSql(column)}) GROUP BY 1`;
  const running = `SELECT v, sum(n) OVER (ORDER BY v) AS upto, sum(n) OVER () AS total FROM (${values})`;
  const quantiles = Array.from({ length: bins - 1 }, (_, i) => `min(v) FILTER (upto * ${bins} >= total * ${i + 1})`);
  return `SELECT ${["max(v)", ...quantiles].join(", ")} FROM (${running})`;
}

/** Values by falling number of rows, each with its people (rows without units), and one more than there may be. */
export function valuesSql(column: Column, { rows, isCounted, hasUnit }: BinnedRows): string {
  const people = hasUnit ? `count(DISTINCT ${rowColumns.unit})` : rowsSql(isCounted);
  const values = `SELECT ${textSql(column)} AS v, ${rowsSql(isCounted)} AS n, ${people} AS people FROM ${rows} WHERE ${kept} GROUP BY 1`;
  return `SELECT ${textAnswer("v")}, CAST(people AS DOUBLE) FROM (${values}) WHERE v IS NOT NULL ORDER BY n DESC, v LIMIT ${mostDistinct + 1}`;
}

/** The values that get a bin of their own: the most frequent ones of those that enough people share. */
export const commonValues = (
  found: readonly { readonly value: string; readonly people: number }[],
  below: number,
): string[] =>
  found
    .filter(({ people }) => people >= below)
    .slice(0, mostValues)
    .map(({ value }) => value);

/** The number of a row's bin, as a double. */
export function featureBinSql(column: Column, bins: FeatureBins): string {
  return `CAST(${bins.kind === "number" ? numberBin(column, bins.cuts) : valueBin(column, bins.values)} AS DOUBLE)`;
}

function numberBin(column: Column, cuts: readonly number[]): string {
  const number = numberSql(column);
  const upTo = cuts.map((cut, bin) => `WHEN ${number} <= ${literal(cut)} THEN ${bin}`);
  return `CASE WHEN coalesce(isfinite(${number}), false) = false THEN ${cuts.length + 1} ${upTo.join(" ")} ELSE ${cuts.length} END`;
}

function valueBin(column: Column, values: readonly string[]): string {
  const text = textSql(column);
  const same = values.map((value, bin) => `WHEN ${text} = ${literal(value)} THEN ${bin}`);
  return `CASE WHEN ${text} IS NULL THEN ${values.length + 1} ${same.join(" ")} ELSE ${values.length} END`;
}
