import type { ColumnProfile } from "../../core/data-profile.js";
import type { Duckdb } from "../../engines/duckdb.js";
import type { Column } from "../../sql/column.js";
import { identifier, literal } from "../../sql/quote.js";

interface ParquetRequest {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly profiles: readonly ColumnProfile[];
  readonly file: string;
}

/** Writes a table as Parquet, in the order of its rows. Texts that are all numbers become numbers, and placeholders among these no value. */
export async function writeParquet(engine: Duckdb, { table, columns, profiles, file }: ParquetRequest): Promise<void> {
  const named = columns.map((column, place) => `${typed(column, profiles[place]!)} AS ${identifier(column.name)}`);
  await engine.run(
    `COPY (SELECT ${named.join(", ")} FROM ${table}) TO ${literal(file)} (FORMAT parquet, COMPRESSION zstd)`,
  );
}

/** Codes such as "0150" are no numbers, nor is what a number could not give back. */
function typed({ sql, kind }: Column, { content }: ColumnProfile): string {
  if (kind !== "text" || (content !== "integer" && content !== "number")) return sql;
  return `TRY_CAST(${sql} AS ${content === "integer" ? "BIGINT" : "DOUBLE"})`;
}
