import { type Failure, unusable } from "../core/errors.js";
import type { Duckdb } from "../engines/duckdb.js";
import { EngineError } from "../engines/duckdb-failure.js";
import type { Column, ColumnKind } from "../sql/column.js";
import { identifier, literal } from "../sql/quote.js";
import { textAnswer } from "../sql/text-answer.js";
import type { HashedFile } from "./input-files.js";
import { parquetFailure } from "./read-failure.js";
import { sameColumns } from "./same-columns.js";
import type { Source, SourceRequest } from "./source.js";

interface ParquetColumn {
  readonly name: string;
  readonly type: string;
}

/** Opens Parquet files. Columns are renamed by place, so that their own names never stand in a statement. */
export async function openParquet({ engine, files, format, missing }: SourceRequest): Promise<Source> {
  const explain = async (error: Error): Promise<Failure | null> => parquetFailure(error, files);
  const found: ParquetColumn[][] = [];
  for (const file of files) found.push(await columnsOf(engine, file));
  sameColumns(files, found);
  const own = found[0]!;
  const columns = own.map(
    ({ name, type }, place): Column => ({ name, ...expressionOf(type, columnAt(place)), type, missing }),
  );
  const from = (_needed: readonly Column[], file?: HashedFile): string =>
    readParquet(file === undefined ? files : [file], own.length);
  return { format, files, columns, from, explain };
}

/** What the column of this place is called in statements. */
const columnAt = (place: number): string => identifier(`c${place}`);

function readParquet(files: readonly HashedFile[], columns: number): string {
  const names = Array.from({ length: columns }, (_, place) => columnAt(place));
  return `read_parquet([${files.map(({ path }) => literal(path)).join(", ")}], hive_partitioning=false, binary_as_string=true) AS data(${names.join(", ")})`;
}

async function columnsOf(engine: Duckdb, file: HashedFile): Promise<ParquetColumn[]> {
  try {
    const schema = `SELECT ${textAnswer("name")}, num_children FROM parquet_schema(${literal(file.path)})`;
    const names = topLevel(await engine.query(schema));
    if (names.length === 0) throw unusable("has no columns", { file: file.shown });
    const types = await engine.query(`DESCRIBE SELECT * FROM ${readParquet([file], names.length)}`);
    const twice = names.find((name, place) => names.indexOf(name) !== place);
    if (twice !== undefined)
      throw unusable(`columns ${names.indexOf(twice) + 1} and ${names.lastIndexOf(twice) + 1} have the same name`, {
        file: file.shown,
      });
    return names.map((name, place) => ({ name, type: String(types[place]?.[1]) }));
  } catch (error) {
    // Whatever is wrong here is wrong with the file: the statements are the same for all.
    if (error instanceof EngineError) throw parquetFailure(new Error("damaged", { cause: error }), [file]) ?? error;
    throw error;
  }
}

/** Names of the columns themselves: a Parquet schema is a tree, listed depth first with the number of children of each part. */
function topLevel(rows: readonly (readonly unknown[])[]): string[] {
  const names: string[] = [];
  const open: number[] = [];
  for (const [name, children] of rows) {
    if (open.length === 1) names.push(String(name));
    if (open.length > 0) open[open.length - 1]! -= 1;
    if (Number(children ?? 0) > 0) open.push(Number(children));
    while (open.length > 0 && open.at(-1) === 0) open.pop();
  }
  return names;
}

const integers = new Set([
  "TINYINT",
  "SMALLINT",
  "INTEGER",
  "BIGINT",
  "HUGEINT",
  "UTINYINT",
  "USMALLINT",
  "UINTEGER",
  "UBIGINT",
  "UHUGEINT",
]);

function expressionOf(type: string, sql: string): { readonly sql: string; readonly kind: ColumnKind } {
  if (type === "UUID" || type.startsWith("ENUM")) return { sql: `CAST(${sql} AS VARCHAR)`, kind: "text" };
  return { sql, kind: kindOf(type) };
}

function kindOf(type: string): ColumnKind {
  if (type.endsWith("]")) return "list";
  if (integers.has(type)) return "integer";
  if (type === "VARCHAR" || type === "JSON") return "text";
  if (type === "DOUBLE") return "number";
  if (type === "FLOAT") return "float";
  if (type === "BOOLEAN") return "boolean";
  if (type.startsWith("DECIMAL")) return "decimal";
  return type === "DATE" || type.startsWith("TIMESTAMP") ? "time" : "other";
}
