import { counted } from "../core/counted.js";
import { type Failure, unusable } from "../core/errors.js";
import type { Duckdb } from "../engines/duckdb.js";
import { EngineError } from "../engines/duckdb-failure.js";
import type { Column } from "../sql/column.js";
import { literal } from "../sql/quote.js";
import { textAnswer } from "../sql/text-answer.js";
import type { HashedFile } from "./input-files.js";
import { rawLines } from "./raw-lines.js";
import { decompressionFailure, fileIn, jsonFailure } from "./read-failure.js";
import type { Source, SourceRequest } from "./source.js";

/** Opens files of one JSON object per line. Any key of any row is a column; a row without it has no value there. */
export async function openJsonl(request: SourceRequest): Promise<Source> {
  const { engine, files, format, missing } = request;
  const explain = async (error: Error): Promise<Failure | null> => {
    const file = files.find(({ shown }) => shown === fileIn(error.message, files))!;
    return decompressionFailure(error, files) ?? jsonFailure(error, files, await malformedLine(engine, file));
  };
  let keys: string[];
  try {
    keys = await findKeys(request);
  } catch (error) {
    throw (error instanceof EngineError ? await explain(error) : null) ?? error;
  }
  const columns = keys.map(
    (name, place): Column => ({ name, sql: `c${place}`, kind: "text", type: "VARCHAR", missing }),
  );
  const from = (needed: readonly Column[], file?: HashedFile): string =>
    extracted(file === undefined ? files : [file], needed);
  return { format, files, columns, from, explain };
}

const readObjects = (files: readonly HashedFile[]): string =>
  `read_json_objects([${files.map(({ path }) => literal(path)).join(", ")}], format='newline_delimited', hive_partitioning=false)`;

/** Needed values as text, all taken from a line at once. */
function extracted(files: readonly HashedFile[], needed: readonly Column[]): string {
  if (needed.length === 0) return readObjects(files);
  const values = needed.map(({ sql }, place) => `v[${place + 1}] AS ${sql}`).join(", ");
  return `(SELECT ${values} FROM (SELECT json_extract_string(json, [${needed.map(({ name }) => literal(pointer(name))).join(", ")}]) AS v FROM ${readObjects(files)}))`;
}

/** A key as a JSON pointer (RFC 6901), which unlike a path can name every key. */
const pointer = (key: string): string => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** All keys in sorted order. @throws Failure for rows that are no objects or have a key twice */
async function findKeys({ engine, files }: SourceRequest): Promise<string[]> {
  const [first] = await engine.row(`SELECT json_type(json) FROM ${readObjects(files.slice(0, 1))} LIMIT 1`);
  // DuckDB also finds none in a file of one byte, whatever it is.
  if (first === undefined && files.length === 1) throw unusable("holds no rows", { file: files[0]!.shown });
  if (first === "ARRAY") throw unusable("holds a JSON array; write one object per line", { file: files[0]!.shown });
  await engine.run(
    `CREATE OR REPLACE TABLE json_shapes AS SELECT json_type(json) AS type, json_keys(json) AS keys FROM ${readObjects(files)} GROUP BY ALL`,
  );
  const [others] = await engine.row("SELECT count(*)::INTEGER FROM json_shapes WHERE type <> 'OBJECT'");
  if (others !== 0)
    throw await shapeFailure(engine, files, "json_type(json) <> 'OBJECT'", "holds no object; each line must hold one");
  const [repeated] = await engine.row(
    "SELECT count(*)::INTEGER FROM json_shapes WHERE len(keys) <> len(list_distinct(keys))",
  );
  if (repeated !== 0)
    throw await shapeFailure(
      engine,
      files,
      "len(json_keys(json)) <> len(list_distinct(json_keys(json)))",
      "has a key twice, so that its value is not certain",
    );
  const keys = await engine.query(`SELECT DISTINCT ${textAnswer("unnest(keys)")} FROM json_shapes`);
  await engine.run("DROP TABLE json_shapes");
  return keys.map(([key]) => String(key)).sort((a, b) => (a < b ? -1 : 1));
}

async function shapeFailure(
  engine: Duckdb,
  files: readonly HashedFile[],
  wrong: string,
  what: string,
): Promise<Failure> {
  for (const file of files) {
    const [row] = await engine.row(
      `SELECT min(row)::DOUBLE FROM (SELECT row_number() OVER () AS row, json FROM ${readObjects([file])}) WHERE ${wrong}`,
    );
    if (typeof row === "number") return unusable(`row ${counted(row)} ${what}`, { file: file.shown });
  }
  return unusable(`a row ${what}`, { file: files[0]!.shown });
}

/** DuckDB's own line numbers are off by one or more; so the line is looked for. Null: not found. */
async function malformedLine(engine: Duckdb, { path }: HashedFile): Promise<number | null> {
  try {
    const [line] = await engine.row(
      `SELECT min(row)::DOUBLE FROM (SELECT row_number() OVER () AS row, line FROM ${rawLines(path, "alike")}) WHERE NOT json_valid(line)`,
    );
    return typeof line === "number" ? line : null;
  } catch {
    return null; // the lines cannot be read either: the message has to do without a number
  }
}
