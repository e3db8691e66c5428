import type { z } from "zod";
import { findPeer, peerDoesNotLoad, peerIsMissing } from "./models/optional-peer.js";
import { type RunRecord, runRecordSchema } from "./record/run-record.js";

/** A value in a cell of a frame; null is missing. */
export type FrameCell = string | number | boolean | null;

/** What is used of danfo.js: its `DataFrame`, which is made from rows. Both `danfojs-node` and `danfojs` have it. */
export interface Danfo<Frame> {
  readonly DataFrame: new (rows: FrameCell[][], options: { columns: string[]; dtypes: string[] }) => Frame;
}

/** What every DataFrame has, where danfo's own types are not at hand. */
export interface LoadedFrame {
  readonly columns: string[];
  readonly dtypes: string[];
  readonly shape: number[];
  readonly values: unknown;
  column(name: string): { readonly values: unknown };
  print(): void;
}

/** The tables of a record: its lists of rows. */
export type RecordTable = {
  [Name in keyof RunRecord]-?: NonNullable<RunRecord[Name]> extends readonly Readonly<Record<string, unknown>>[]
    ? Name
    : never;
}[keyof RunRecord];

/** A record's tables, each as a DataFrame. */
export type RecordFrames<Frame> = { readonly [Name in RecordTable]: Frame };

/**
 * A table of a record as a danfo.js DataFrame: one row for each of the table's rows, columns in the order of the record's schema,
 * also where there is no row. null stays null, which danfo counts as missing; lists and maps come as JSON text. A column that is
 * called like something a DataFrame has, such as the warnings' `values`, gets an underscore: `values_`.
 * @param record a record, or one table of it: `{ groups: record.groups.filter(…) }`
 * @param danfo the danfo.js module, imported by the caller or by {@link loadDanfo}
 * @example
 * import * as danfo from "danfojs-node";
 * recordFrame(record, "groups", danfo).print();
 */
export function recordFrame<Name extends RecordTable, Frame>(
  record: Readonly<Pick<RunRecord, Name>>,
  table: Name,
  danfo: Danfo<Frame>,
): Frame {
  const columns = columnsOf(table);
  const rows: readonly Readonly<Record<string, unknown>>[] = record[table] ?? [];
  const own: object = danfo.DataFrame.prototype;
  return new danfo.DataFrame(
    rows.map((row) => columns.map(({ name }) => cellOf(row[name]))),
    {
      // danfo gives a frame a property for each column, which would hide the frame's own of that name.
      columns: columns.map(({ name }) => (name in own ? `${name}_` : name)),
      dtypes: columns.map(({ dtype }) => dtype),
    },
  );
}

/**
 * All tables of a record as danfo.js DataFrames, by the names they have in the record.
 * @example
 * const { groups, disparities } = recordFrames(record, danfo);
 */
export function recordFrames<Frame>(record: RunRecord, danfo: Danfo<Frame>): RecordFrames<Frame> {
  const frames = recordTables.map((table) => [table, recordFrame(record, table, danfo)]);
  return Object.fromEntries(frames) as RecordFrames<Frame>;
}

const peer = {
  usedFor: "DataFrames",
  packages: ["danfojs-node"],
  install: "npm install danfojs-node@1.2.0",
};

/**
 * danfo.js for Node, from the caller's project. Loading takes a second or two: nothing else in evenhand does it.
 * @throws Failure (unusable) that names the command which installs it
 */
export function loadDanfo(): Danfo<LoadedFrame> {
  const require = findPeer(peer);
  if (require === null) throw peerIsMissing(peer);
  try {
    return require("danfojs-node") as Danfo<LoadedFrame>;
  } catch (error) {
    throw peerDoesNotLoad(peer, error);
  }
}

type Schema = z.core.$ZodType;

/** The schema of one row of a table, or null for what is no table. */
function rowShape(name: string): Readonly<Record<string, Schema>> | null {
  const definition = definitionOf(runRecordSchema.shape[name as keyof RunRecord]);
  if (definition.type !== "array") return null;
  const row = definitionOf(definition.element);
  return row.type === "object" ? row.shape : null;
}

/** What a schema says, below "may be null" and "may be absent". */
function definitionOf(schema: Schema): z.core.$ZodTypes["_zod"]["def"] {
  const definition = (schema as z.core.$ZodTypes)._zod.def;
  return "innerType" in definition ? definitionOf(definition.innerType as Schema) : definition;
}

const recordTables = Object.keys(runRecordSchema.shape).filter((name) => rowShape(name) !== null) as RecordTable[];

const dtypes: Readonly<Record<string, string>> = { number: "float32", boolean: "boolean" };

/** danfo guesses the type of a column from its first values, and wrongly where those are missing; the schema knows it. */
const columnsOf = (table: RecordTable): { name: string; dtype: string }[] =>
  Object.entries(rowShape(table) ?? {}).map(([name, schema]) => ({
    name,
    dtype: dtypes[definitionOf(schema).type] ?? "string",
  }));

function cellOf(value: unknown): FrameCell {
  if (value === null || value === undefined) return null;
  return typeof value === "object" ? JSON.stringify(value) : (value as string | number | boolean);
}
