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

/** Rows by group tuple, label and score (or its bin), in this order. */
export function scoresSql(
  mapped: string,
  bins: ScoreBins | null,
  { isWeighted, isCounted }: { readonly isWeighted: boolean; readonly isCounted: boolean },
): string {
  const score =
    bins === null
      ? "q + 0"
      : `CAST(least(${mostScores - 1}, floor((q - ${literal(bins.low)}) / ${literal(bins.high - bins.low)} * ${mostScores})) AS DOUBLE)`;
  const rows = isCounted ? `CAST(sum(${rowColumns.count}) AS DOUBLE)` : "CAST(count(*) AS DOUBLE)";
  const weight = isWeighted ? [`sum(${fixedPoint(rowColumns.weight)}) AS weight`] : [];
  return `SELECT ${["tuple", "score", `${rows} AS rows`, ...weight].join(", ")} FROM (SELECT *, ${score} AS score FROM (${mapped})) GROUP BY tuple, score ORDER BY tuple, score`;
}
