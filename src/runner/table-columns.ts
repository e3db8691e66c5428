import { usage } from "../core/errors.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";

/** Values of a column in the order of the rows. */
export type Column = ArrayLike<unknown>;

/** Columns by name; an Arrow table; or a danfo.js DataFrame. The last two are known by their shape, so neither library is needed. */
export type TableColumns = Readonly<Record<string, Column>> | ArrowTable | DataFrame;

interface ArrowTable {
  readonly schema: { readonly fields: readonly { readonly name: string }[] };
  getChild(name: string): Iterable<unknown> | null;
}

interface DataFrame {
  readonly columns: readonly string[];
  column(name: string): { readonly values: Column };
}

/** The named columns of a table as arrays. @throws Failure (usage) when there is no such column */
export function columnsOf(table: TableColumns, names: Iterable<string>): Record<string, Column> {
  const reader = readerOf(table);
  return Object.fromEntries(
    [...new Set(names)].map((name) => {
      if (reader.names.includes(name)) return [name, reader.read(name)];
      throw usage(`no column ${quoted(name)} in the table${suggestion(name, reader.names)}`);
    }),
  );
}

interface Reader {
  readonly names: readonly string[];
  read(name: string): Column;
}

function readerOf(table: TableColumns): Reader {
  if (isArrowTable(table)) {
    const names = table.schema.fields.map(({ name }) => name);
    return { names, read: (name) => Array.from(table.getChild(name) ?? []) };
  }
  if (isDataFrame(table)) return { names: table.columns, read: (name) => table.column(name).values };
  return { names: Object.keys(table), read: (name) => (table as Readonly<Record<string, Column>>)[name] ?? [] };
}

const isArrowTable = (table: TableColumns): table is ArrowTable =>
  typeof (table as Partial<ArrowTable>).getChild === "function";

const isDataFrame = (table: TableColumns): table is DataFrame =>
  typeof (table as Partial<DataFrame>).column === "function";
