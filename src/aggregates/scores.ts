import { mostScores, type ScoreBins } from "../core/score-bins.js";
import { fixedPoint } from "../sql/fixed-point.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";

/** How many distinct scores there are, and the lowest and highest; -0 is 0. */
export const scoreRangeSql = (rows: string, score: string): string =>
  `SELECT count(DISTINCT q) AS scores, min(q) + 0 AS low, max(q) + 0 AS high FROM (SELECT ${score} AS q FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept})`;

/** Bins for so many scores, or null while they are counted one by one. */
export const binsFor = (scores: number, low: number, high: number): ScoreBins | null =>
  scores > mostScores ? { low, high } : null;

/** Mapped rows with their score, or its bin. */
function withScore(mapped: string, bins: ScoreBins | null): string {
  const score =
    bins === null
      ? "q + 0"
      : `CAST(least(${mostScores - 1}, floor((q - ${literal(bins.low)}) / ${literal(bins.high - bins.low)} * ${mostScores})) AS DOUBLE)`;
  return `SELECT *, ${score} AS score FROM (${mapped})`;
}

/** A table of the rows by group tuple, label and score (or its bin), numbered in this order. */
export function scoreTableSql(
  table: string,
  mapped: string,
  bins: ScoreBins | null,
  { isWeighted, isCounted }: { readonly isWeighted: boolean; readonly isCounted: boolean },
): string {
  const rows = isCounted ? `CAST(sum(${rowColumns.count}) AS DOUBLE)` : "CAST(count(*) AS DOUBLE)";
  const weight = isWeighted ? [`sum(${fixedPoint(rowColumns.weight)}) AS weight`] : [];
  const entries = `SELECT ${["tuple", "score", `${rows} AS rows`, ...weight].join(", ")} FROM (${withScore(mapped, bins)}) GROUP BY tuple, score`;
  return `CREATE OR REPLACE TABLE ${table} AS SELECT CAST(row_number() OVER (ORDER BY tuple, score) - 1 AS INTEGER) AS entry, * FROM (${entries})`;
}

/** Reads that table in the order of its numbers. */
export const readScoresSql = (table: string, isWeighted: boolean): string =>
  `SELECT tuple, score, rows${isWeighted ? ", weight" : ""} FROM ${table} ORDER BY entry`;

/** Mapped rows with the number of their entry in that table in place of their cell. */
export const entryRowsSql = (table: string, mapped: string, bins: ScoreBins | null): string =>
  `SELECT e.entry AS cell, m.* EXCLUDE (cell, tuple, score) FROM (${withScore(mapped, bins)}) m JOIN ${table} e ON m.tuple = e.tuple AND m.score = e.score`;
