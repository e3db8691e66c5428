import type { LoadedModel } from "../models/model.js";
import type { Source } from "../sources/source.js";
import type { Column } from "../sql/column.js";
import { type RowPlan, rowColumns, rowQuery } from "../sql/row-query.js";
import type { SuiteContent } from "../suite/suite.js";
import { planRows } from "./row-plan.js";

/** Number of rows that a group stands for. */
const size: Column = { name: "rows alike", sql: rowColumns.count, kind: "integer", type: "BIGINT", missing: [] };

/**
 * The rows of {@link rowQuery} as groups of those that are alike in every column that is needed, with their number: what follows
 * proves and maps a few groups, and a file is read in little more than the time of one bare GROUP BY. null: something is needed
 * of which rows have a value of their own, such as a score, or the rows are counts already.
 */
export function groupFirst(
  suite: SuiteContent,
  source: Source,
  models: readonly (LoadedModel | null)[],
): string | null {
  const columns = source.columns.map((column, place): Column => ({ ...column, sql: `k${place}` }));
  const { rows, needed } = planRows(suite, columns, models);
  const keys = keyColumns(rows);
  if (rows.count !== null || !needed.every((column) => keys.includes(column))) return null;
  const read = needed.map((column) => source.columns[columns.indexOf(column)]!);
  const values = read.map(({ sql }, i) => `${sql} AS ${needed[i]!.sql}`);
  const groups = `SELECT ${values.join(", ")}, count(*) AS ${size.sql} FROM ${source.from(read)} GROUP BY ALL`;
  return `(${rowQuery({ ...rows, count: size }, `(${groups})`)})`;
}

/** Columns whose values are counted as they are; none where rows are more than these. */
function keyColumns({ attributes, strata, label, models, ...others }: RowPlan): (Column | null)[] {
  const { isRegression, unit, weight, time, features, distributions } = others;
  const isByRow =
    isRegression || unit !== null || weight !== null || time !== null || features.length + distributions.length > 0;
  const isScored = models.some(
    ({ score, confidence, classScores }) => score !== null || confidence !== null || classScores.length > 0,
  );
  if (isByRow || isScored || attributes.some(({ bins }) => bins !== null)) return [];
  const decided = models.flatMap(({ prediction, abstained }) => [prediction, abstained]);
  return [...attributes.map(({ column }) => column), ...strata, label, ...decided];
}
