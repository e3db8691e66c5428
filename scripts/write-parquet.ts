import {
  BOOLEAN,
  DOUBLE,
  DuckDBDataChunk,
  DuckDBInstance,
  DuckDBTimestampValue,
  type DuckDBValue,
  INTEGER,
  TIMESTAMP,
  VARCHAR,
} from "@duckdb/node-api";
import type { Cell, Column } from "../datasets/retention/columns.js";

const types = { VARCHAR, INTEGER, DOUBLE, BOOLEAN, TIMESTAMP };
/** Rows of one DuckDB data chunk. */
const chunkRows = 2048;

/** Columns to write: name, type and values, all of one length. */
export interface NamedColumn extends Pick<Column, "name" | "type"> {
  readonly values: readonly Cell[];
}

const quoted = (text: string, mark: string): string => mark + text.replaceAll(mark, mark + mark) + mark;

const stored = (cell: Cell, { type }: NamedColumn): DuckDBValue =>
  type === "TIMESTAMP" && typeof cell === "number" ? new DuckDBTimestampValue(BigInt(cell) * 1000n) : cell;

/** Writes a Parquet file. One thread and one order of rows: the same columns give the same bytes. */
export async function writeParquet(file: string, columns: readonly NamedColumn[]): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    await connection.run(
      `create table t (${columns.map(({ name, type }) => `${quoted(name, '"')} ${type}`).join(", ")})`,
    );
    const appender = await connection.createAppender("t");
    const rows = columns[0]?.values.length ?? 0;
    for (let from = 0; from < rows; from += chunkRows) {
      const chunk = DuckDBDataChunk.create(
        columns.map((column) => types[column.type]),
        Math.min(chunkRows, rows - from),
      );
      chunk.setColumns(
        columns.map((column) => column.values.slice(from, from + chunkRows).map((cell) => stored(cell, column))),
      );
      appender.appendDataChunk(chunk);
    }
    appender.closeSync();
    await connection.run(
      `copy t to ${quoted(file, "'")} (format parquet, compression zstd, compression_level 19, parquet_version v1)`,
    );
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
