import type { Duckdb } from "../engines/duckdb.js";
import type { DuckDBDataChunk } from "../engines/duckdb-api.js";

/** Values of one column of some rows: numbers (missing: NaN), or texts (missing: null). */
export type ColumnValues = Float64Array | (string | null)[];

export type ColumnType = "number" | "text";

/** Columns for so many rows, all still missing. */
export const emptyColumns = (types: readonly ColumnType[], rows: number): ColumnValues[] =>
  types.map((type) =>
    type === "number" ? new Float64Array(rows).fill(Number.NaN) : new Array<string | null>(rows).fill(null),
  );

/** Copies `take` rows of a chunk, whose vectors from `first` on are the columns, without making an object of any row. */
export function copyChunk(
  chunk: DuckDBDataChunk,
  columns: readonly ColumnValues[],
  {
    first,
    from,
    to,
    take,
  }: { readonly first: number; readonly from: number; readonly to: number; readonly take: number },
): void {
  columns.forEach((column, place) => {
    const source = chunk.getColumnVector(first + place);
    if (column instanceof Float64Array) {
      column.set((source as unknown as { readonly items: Float64Array }).items.subarray(from, from + take), to);
    } else for (let row = 0; row < take; row++) column[to + row] = source.getItem(from + row) as string | null;
  });
}

/**
 * The answer of a query whose columns are doubles without NULL and texts, of a known number of rows.
 * @throws Error when another number of rows came
 */
export async function readColumns(
  engine: Duckdb,
  sql: string,
  types: readonly ColumnType[],
  rows: number,
): Promise<ColumnValues[]> {
  const columns = emptyColumns(types, rows);
  let done = 0;
  for await (const chunk of engine.stream(sql)) {
    if (done + chunk.rowCount > rows) throw new Error(`more than ${rows} rows came`);
    copyChunk(chunk, columns, { first: 0, from: 0, to: done, take: chunk.rowCount });
    done += chunk.rowCount;
  }
  if (done !== rows) throw new Error(`${done} of ${rows} rows came`);
  return columns;
}
