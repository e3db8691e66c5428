import type { Column as Vector } from "../attributions/black-box.js";
import { unusable } from "../core/errors.js";
import type { RowValue } from "../core/explained-decision.js";
import type { ExclusionReason } from "../core/measured.js";
import { literal } from "../sql/quote.js";
import { type RowPlan, reasonOf, rowColumns, rowQuery } from "../sql/row-query.js";
import { featureAnswers } from "./feature-answers.js";
import type { Opened } from "./measure.js";
import { type ColumnValues, readColumns } from "./read-columns.js";
import { planRows } from "./row-plan.js";

/** Table of the one row, with the columns of `rowQuery`. */
export const askedTable = "row_asked";

/** The row that is asked about. */
export interface AskedRow {
  /** One value per feature of the plan. */
  readonly features: readonly ColumnValues[];
}

const whyLeftOut: Readonly<Record<ExclusionReason, string>> = {
  filtered: "the suite's `where` leaves it out",
  no_consent: "it lacks the consent that the suite requires",
  missing_label: "its label is missing",
  missing_prediction: "its prediction is missing",
  missing_unit: "its unit is missing",
  missing_time: "its time is missing",
};

/**
 * Finds the row whose `dataset.id` is the one asked for, whole numbers written without ".0".
 * @throws Failure (unusable) when there is none, when there are several, or when the suite leaves it out. The id is not repeated.
 */
export async function findRow({ suite, engine, source, models }: Opened, id: string): Promise<AskedRow> {
  const plan = planRows(suite, source.columns, models);
  const column = source.columns.find(({ name }) => name === suite.dataset.id)!;
  const at = plan.rows.features.length;
  const withId: RowPlan = { ...plan.rows, features: [...plan.rows.features, { column, type: "text" }] };
  await engine.run(
    `CREATE TABLE ${askedTable} AS SELECT * FROM (${rowQuery(withId, source.from(plan.needed))}) WHERE ${rowColumns.feature(at)} = ${literal(id)}`,
  );
  const [rows, code] = (
    await engine.row(`SELECT count(*)::DOUBLE, max(${rowColumns.code})::DOUBLE FROM ${askedTable}`)
  ).map(Number);
  checkFound(rows!, code!, suite.dataset.id!);
  const columns = featureAnswers(plan.rows.features);
  const types = plan.rows.features.map(({ type }) => type);
  const features =
    columns.length === 0 ? [] : await readColumns(engine, `SELECT ${columns.join(", ")} FROM ${askedTable}`, types, 1);
  return { features };
}

function checkFound(rows: number, code: number, column: string): void {
  if (rows === 0)
    throw unusable(`no row has this id in column "${column}"`, {
      hint: "ids are compared as texts, letter by letter",
    });
  if (rows > 1)
    throw unusable(`${rows} rows have this id in column "${column}", and a decision is about one`, {
      hint: "name a column with an id of its own for each row in dataset.id",
    });
  const reason = reasonOf(code);
  if (reason !== null)
    throw unusable(`the audit does not use this row, so there is no decision: ${whyLeftOut[reason]}`);
}

/** What stands in a column as a rule: the lower median of numbers, the most frequent text; null: nothing is known. */
export function typicalOf(values: Vector): RowValue {
  if (values instanceof Float64Array) {
    const known = values.filter((value) => !Number.isNaN(value)).sort();
    return known.length === 0 ? null : known[Math.floor((known.length - 1) / 2)]!;
  }
  const counts = new Map<string, number>();
  for (const value of values) if (value !== null) counts.set(value, (counts.get(value) ?? 0) + 1);
  const [most] = [...counts].toSorted(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
  return most?.[0] ?? null;
}
