import type { z } from "zod";
import { withShape } from "../core/visible.js";
import { type RunRecord, runRecordSchema } from "../record/run-record.js";
import type { Export } from "./export.js";

/** Tables of a record as CSV (RFC 4180, but for line feeds between rows): for spreadsheets, DuckDB, pandas. */
export const csv: Export = {
  name: "csv",
  what: "a CSV file per table: groups.csv, disparities.csv, gates.csv …",
  goesTo: "folder",
  files: ({ record }) =>
    tablesOf(record).map(({ name, columns, rows }) => ({ name: `${name}.csv`, content: table(columns, rows) })),
};

type Row = Readonly<Record<string, unknown>>;

interface Table {
  readonly name: string;
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
}

/** Every list of a record with the columns of its schema, in the schema's order: an empty table keeps its head. */
const tablesOf = (record: RunRecord): Table[] =>
  Object.entries(runRecordSchema.shape).flatMap(([name, schema]) => {
    const columns = columnsOf(schema);
    const rows = record[name as keyof RunRecord];
    return columns === null || rows === undefined ? [] : [{ name, columns, rows: rows as readonly Row[] }];
  });

/** Columns of a table; null: this is none. */
function columnsOf(schema: z.core.$ZodType): string[] | null {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  if (def.type === "optional") return columnsOf(def.innerType);
  if (def.type !== "array") return null;
  const row = (def.element as z.core.$ZodTypes)._zod.def;
  return row.type === "object" ? Object.keys(row.shape) : null;
}

const table = (columns: readonly string[], rows: readonly Row[]): string =>
  [columns, ...rows.map((row) => columns.map((column) => cell(row[column])))]
    .map((cells) => `${cells.join(",")}\n`)
    .join("");

/** Numbers and yes or no as they are, lists and maps as JSON; no value is an empty cell, an empty text is quoted. */
function cell(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = textCell(typeof value === "string" ? value : JSON.stringify(value));
  return text === "" || /[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What makes a spreadsheet take a text for a formula, full-width forms too (OWASP "CSV Injection"; ASVS 5.0, 1.2.10). */
const formula = /^[=+\-@\uff1d\uff0b\uff0d\uff20']/;

/**
 * A text as a cell. One that could be taken for a formula gets an apostrophe before it, and so does one that begins with an
 * apostrophe: reading back, the first apostrophe of a text goes. Characters without a shape, line breaks and tabs are written as
 * `\u{1b}`; a backslash that would be read as the beginning of such a sign is `\u{5c}`.
 */
function textCell(text: string): string {
  const written = withShape(text.replace(/\\(?=u\{)/g, "\\u{5c}")).replace(/[\n\t\ud800-\udfff]/gu, sign);
  return formula.test(written) ? `'${written}` : written;
}

const sign = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;
