import { identifier, literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";

/** Of the rows kept: how many have no id, and how many have the id of another one before them. */
export function idFaultsSql(rows: string): string {
  const kept = `SELECT ${rowColumns.id} AS id, count(*) AS n FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept} GROUP BY 1`;
  return `SELECT CAST(coalesce(sum(n) FILTER (id IS NULL), 0) AS DOUBLE), CAST(coalesce(sum(n - 1) FILTER (id IS NOT NULL), 0) AS DOUBLE) FROM (${kept})`;
}

/** A column of a table of kept rows, and what it is called in the file. */
export interface KeptColumn {
  /** Own name in the table. */
  readonly column: string;
  readonly name: string;
  /** Of codes from 0: what they stand for (-1: nothing); null: the values stand there themselves. */
  readonly names: readonly string[] | null;
}

/** Writes a table of kept rows as a Parquet file, sorted by pseudonym: the order of the data is in it no more. */
export function writeKeptSql(
  table: string,
  columns: readonly KeptColumn[],
  to: { readonly file: string; readonly metadata: Readonly<Record<string, string>> },
): string {
  const values = columns.map(({ column, name, names }) => {
    // A list has no entry 0: NULL.
    const value = names === null ? column : `(CAST([${names.map(literal).join(", ")}] AS VARCHAR[]))[${column} + 1]`;
    return `${value} AS ${identifier(name)}`;
  });
  const metadata = Object.entries(to.metadata).map(([key, value]) => `${identifier(key)}: ${literal(value)}`);
  const options = `FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false, KV_METADATA {${metadata.join(", ")}}`;
  return `COPY (SELECT ${values.join(", ")} FROM ${table} ORDER BY ${columns[0]!.column}) TO ${literal(to.file)} (${options})`;
}
