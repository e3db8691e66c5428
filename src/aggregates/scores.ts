import { mostPairs, mostScores, type ScoreBins, valueBins } from "../core/score-bins.js";
import { fixedPoint } from "../sql/fixed-point.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";

/** Which numbers of the rows are counted, and by what. */
export interface DistributionSpec {
  /** Expression of the number. */
  readonly score: string;
  /** Column of the true number that belongs to it; null: what is true of a row is its class. */
  readonly truth: string | null;
  /** Keys: groups, strata and label; or these with the prediction. */
  readonly by: "tuple" | "cell";
}

/** Bins of a distribution's numbers; null where each is counted by itself. */
export interface DistributionBins {
  readonly score: ScoreBins | null;
  readonly truth: ScoreBins | null;
}

/** How many distinct numbers (or pairs) there are, and the lowest and highest of each; -0 is 0. */
export function rangeSql(rows: string, { score, truth }: DistributionSpec): string {
  const pair = truth === null ? "q" : "(q, y)";
  const values = `SELECT ${score} AS q, ${truth ?? "NULL"} AS y FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`;
  return `SELECT count(DISTINCT ${pair}) AS scores, min(q) + 0, max(q) + 0, min(y) + 0, max(y) + 0 FROM (${values})`;
}

/** The bins for what {@link rangeSql} answered. */
export function binsFor(range: readonly number[], { truth }: DistributionSpec): DistributionBins {
  const [distinct = 0, low = 0, high = 0, lowTruth = 0, highTruth = 0] = range;
  const exact = truth === null ? mostScores : mostPairs;
  if (distinct <= exact) return { score: null, truth: null };
  if (truth === null) return { score: { low, high, bins: mostScores }, truth: null };
  return {
    score: { low, high, bins: valueBins },
    truth: { low: lowTruth, high: highTruth, bins: valueBins },
  };
}

/** Mapped rows with their number, or its bin, and so with what is true of them. */
function withScore(mapped: string, { truth, by }: DistributionSpec, bins: DistributionBins): string {
  const columns = [
    by === "cell" ? "* REPLACE (cell AS tuple)" : "*",
    `${binned("q", bins.score)} AS score`,
    ...(truth === null ? [] : [`${binned(truth, bins.truth)} AS truth`]),
  ];
  return `SELECT ${columns.join(", ")} FROM (${mapped})`;
}

function binned(value: string, bins: ScoreBins | null): string {
  if (bins === null) return `${value} + 0`;
  if (!(bins.high > bins.low)) return "0::DOUBLE";
  const share = `(${value} - ${literal(bins.low)}) / ${literal(bins.high - bins.low)}`;
  return `CAST(least(${bins.bins - 1}, floor(${share} * ${bins.bins})) AS DOUBLE)`;
}

const keysOf = ({ truth }: DistributionSpec): string[] => ["tuple", "score", ...(truth === null ? [] : ["truth"])];

/** A table of the rows by key and number (or its bin), numbered in this order. */
export function scoreTableSql(
  table: string,
  mapped: string,
  spec: DistributionSpec,
  {
    bins,
    isWeighted,
    isCounted,
  }: { readonly bins: DistributionBins; readonly isWeighted: boolean; readonly isCounted: boolean },
): string {
  const rows = isCounted ? `CAST(sum(${rowColumns.count}) AS DOUBLE)` : "CAST(count(*) AS DOUBLE)";
  const weight = isWeighted ? [`sum(${fixedPoint(rowColumns.weight)}) AS weight`] : [];
  const keys = keysOf(spec).join(", ");
  const entries = `SELECT ${[keys, `${rows} AS rows`, ...weight].join(", ")} FROM (${withScore(mapped, spec, bins)}) GROUP BY ${keys}`;
  return `CREATE OR REPLACE TABLE ${table} AS SELECT CAST(row_number() OVER (ORDER BY ${keys}) - 1 AS INTEGER) AS entry, * FROM (${entries})`;
}

/** Reads that table in the order of its numbers: key, number, truth, rows and, where there is one, weight. */
export const readScoresSql = (table: string, { truth }: DistributionSpec, isWeighted: boolean): string =>
  `SELECT tuple, score, ${truth === null ? "0::DOUBLE" : "truth"}, rows${isWeighted ? ", weight" : ""} FROM ${table} ORDER BY entry`;

/** Mapped rows with the number of their entry in that table in place of their cell. */
export function entryRowsSql(table: string, mapped: string, spec: DistributionSpec, bins: DistributionBins): string {
  const keys = keysOf(spec);
  const same = keys.map((key) => `m.${key} = e.${key}`).join(" AND ");
  return `SELECT e.entry AS cell, m.* EXCLUDE (cell, ${keys.join(", ")}) FROM (${withScore(mapped, spec, bins)}) m JOIN ${table} e ON ${same}`;
}
