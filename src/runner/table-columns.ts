import { usage } from "../core/errors.js";
import { suggestion } from "../suite/nearest.js";
import { found, quoted } from "../suite/quoted.js";
import { type ArrowVector, arrowValues, isArrowVector } from "./arrow-columns.js";

/** Values of a column in the order of the rows: an array, a typed array, or an Arrow vector. */
export type Column = ArrayLike<unknown> | ArrowVector;

/** Columns by name; an Arrow table; or a danfo.js DataFrame. The last two are known by their shape, so neither library is needed. */
export type TableColumns = Readonly<Record<string, Column>> | ArrowTable | DataFrame;

/** What is used of an Apache Arrow table. */
export interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): ArrowVector | null;
}

/** What is used of a danfo.js DataFrame. */
export interface DataFrame {
  readonly columns: readonly string[];
  /** Rows of cells. */
  readonly values: unknown;
}

/**
 * The named columns of a table as arrays.
 * @throws Failure (usage) when there is no such column, or it holds no values that rows could have
 */
export function columnsOf(table: TableColumns, names: Iterable<string>): Record<string, ArrayLike<unknown>> {
  const reader = readerOf(table);
  return Object.fromEntries(
    [...new Set(names)].map((name) => {
      if (reader.names.includes(name)) return [name, reader.read(name)];
      throw usage(`no column ${quoted(name)} in the table${suggestion(name, reader.names) || itHas(reader.names)}`);
    }),
  );
}

const mostNamed = 20;

const itHas = (names: readonly string[]): string =>
  names.length === 0
    ? ", which has none"
    : `; it has ${names.slice(0, mostNamed).map(quoted).join(", ")}${names.length > mostNamed ? " …" : ""}`;

interface Reader {
  readonly names: readonly string[];
  read(name: string): ArrayLike<unknown>;
}

function readerOf(table: TableColumns): Reader {
  if (typeof table !== "object" || table === null || Array.isArray(table) || ArrayBuffer.isView(table)) {
    throw usage(`expected a table: columns by name, an Arrow table or a danfo.js DataFrame; found ${found(table)}`, {
      hint: "rows have to become columns: { label: rows.map((row) => row.label), … }",
    });
  }
  if (isArrowTable(table)) {
    const names = table.schema.fields.map(({ name }) => name);
    return { names, read: (name) => arrowValues(name, table.getChild(name)!) };
  }
  if (isDataFrame(table)) return frameReader(table);
  return { names: Object.keys(table), read: (name) => plainValues(name, table[name]) };
}

function plainValues(name: string, column: Column | undefined): ArrayLike<unknown> {
  if (typeof column === "object" && column !== null) {
    if (isArrowVector(column)) return arrowValues(name, column);
    if (typeof column.length === "number") return column;
  }
  throw usage(`column ${quoted(name)}: expected an array, a typed array or an Arrow vector, found ${found(column)}`);
}

/**
 * danfo.js marks missing numbers with NaN, as it does after a join; so NaN is missing here, and not a broken score. It gives a
 * frame a property for each column, which hides the frame's own of that name ("values"): they are asked of its class.
 */
function frameReader(frame: DataFrame): Reader {
  const own = (name: keyof DataFrame): unknown => Reflect.get(Object.getPrototypeOf(frame) as object, name, frame);
  const columns = own("columns") as readonly string[];
  const rows = own("values") as readonly (readonly unknown[])[];
  return {
    names: columns,
    read: (name) => {
      const place = columns.indexOf(name);
      return rows.map((row) => (Number.isNaN(row[place]) ? null : row[place]));
    },
  };
}

const isArrowTable = (table: TableColumns): table is ArrowTable =>
  typeof (table as Partial<ArrowTable>).getChild === "function";

const isDataFrame = (table: TableColumns): table is DataFrame =>
  "values" in (Object.getPrototypeOf(table) ?? {}) && "columns" in Object.getPrototypeOf(table);
