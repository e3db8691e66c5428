import { groupReader, plain } from "../aggregates/key-table.js";
import { rowColumns } from "../sql/row-query.js";
import { sampleSql } from "../sql/sample-query.js";
import type { ExplainSpec } from "../suite/suite.js";
import type { ExplainedRows } from "./explained-sample.js";
import { featureAnswers } from "./feature-answers.js";
import { type ColumnType, type ColumnValues, readColumns } from "./read-columns.js";
import type { Workshop } from "./workshop.js";

/** Background rows where the suite names no number: methods that need fewer take the first of them. */
export const backgroundRows = 200;

/** The rows that are explained, and these with the models' answers: their order is `place`. */
const explainedTable = "rows_explained";
export const decidedTable = "rows_explained_answered";

/** Puts the answers beside the rows that are explained. @param answers table of answers by `row`, a number of the rows that were read */
export const answerExplainedSql = (answers: string): string =>
  `CREATE OR REPLACE TABLE ${decidedTable} AS SELECT e.* EXCLUDE (row), a.* EXCLUDE (row) FROM ${explainedTable} e JOIN ${answers} a ON a.row = e.row`;

/** Chooses the rows by their content, the same ones whatever the order of the data, and reads what explaining takes of them. */
export async function readExplainedRows(
  workshop: Reading & Pick<Workshop, "options">,
  table: string,
  { rows: size, background: sizeBehind }: ExplainSpec,
): Promise<ExplainedRows> {
  const { seed } = workshop.options;
  const chosen = await choose(workshop, { table, into: explainedTable, salt: `explain:${seed}`, size });
  return {
    ...(await readSample(workshop, chosen)),
    background: await readBackground(workshop, table, sizeBehind),
  };
}

/** Draws the rows that stand in for what is not known of a row, by their content and the seed. */
export async function readBackground(
  workshop: Reading & Pick<Workshop, "options">,
  table: string,
  size = backgroundRows,
): Promise<ExplainedRows["background"]> {
  const salt = `background:${workshop.options.seed}`;
  const behind = await choose(workshop, { table, into: "rows_behind", salt, size });
  return { rows: behind.rows, features: await readFeatures(workshop, behind) };
}

type Reading = Pick<Workshop, "engine" | "plan">;

interface Sample {
  /** Table of the rows, in the order of `place`. */
  readonly from: string;
  readonly rows: number;
}

interface Choice {
  readonly table: string;
  readonly into: string;
  readonly salt: string;
  readonly size: number;
}

async function choose({ engine, plan }: Reading, { table, into, salt, size }: Choice): Promise<Sample> {
  const { rows } = plan;
  const columns = [
    ...rows.features.map((_, place) => rowColumns.feature(place)),
    ...rows.attributes.map((_, place) => rowColumns.group(place)),
    ...[
      [rows.label, rowColumns.label],
      [rows.unit, rowColumns.unit],
      [rows.weight, rowColumns.weight],
      [rows.time, rowColumns.time],
    ].flatMap(([column, name]) => (column === null ? [] : [name as string])),
  ];
  await engine.run(
    `CREATE OR REPLACE TABLE ${into} AS SELECT s.place, s.row, r.* FROM (${sampleSql(table, columns, salt, size)}) s JOIN ${table} r ON r.rowid = s.row`,
  );
  const [found] = await engine.row(`SELECT count(*)::DOUBLE FROM ${into}`);
  return { from: into, rows: Number(found) };
}

const featureTypes = ({ plan }: Reading): ColumnType[] => plan.rows.features.map(({ type }) => type);

const inPlace = (columns: readonly string[], from: string): string =>
  `SELECT ${columns.join(", ")} FROM ${from} ORDER BY place`;

async function readFeatures(workshop: Reading, { from, rows }: Sample): Promise<ColumnValues[]> {
  const columns = featureAnswers(workshop.plan.rows.features);
  return columns.length === 0 ? [] : readColumns(workshop.engine, inPlace(columns, from), featureTypes(workshop), rows);
}

async function readSample(workshop: Reading, sample: Sample): Promise<Omit<ExplainedRows, "background">> {
  const { engine, plan } = workshop;
  const { rows } = plan;
  const facts = [
    ...plan.rules.map(({ bins }, place) =>
      bins === undefined
        ? plain(rowColumns.group(place), rows.attributes[place]!.column.kind)
        : rowColumns.group(place),
    ),
    rows.label === null ? "NULL" : plain(rowColumns.label, rows.label.kind),
    rows.unit === null ? "NULL" : `CAST(dense_rank() OVER (ORDER BY ${rowColumns.unit}) - 1 AS INTEGER)`,
    rows.weight === null ? "NULL" : `CAST(${rowColumns.weight} AS DOUBLE)`,
  ];
  const found = await engine.query(inPlace(facts, sample.from));
  const readers = plan.rules.map(groupReader);
  const at = readers.length;
  return {
    rows: sample.rows,
    features: await readFeatures(workshop, sample),
    groups: readers.map((read, place) => found.map((row) => read(row[place] ?? null))),
    label: rows.label === null ? null : found.map((row) => (row[at] == null ? null : String(row[at]))),
    unit: rows.unit === null ? null : Int32Array.from(found, (row) => Number(row[at + 1])),
    weight: rows.weight === null ? null : Float64Array.from(found, (row) => Number(row[at + 2])),
  };
}
