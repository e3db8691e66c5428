import path from "node:path";
import type { DataProfile } from "../../core/data-profile.js";
import { unusable } from "../../core/errors.js";
import type { OnProgress } from "../../core/progress.js";
import { Duckdb } from "../../engines/duckdb.js";
import { EngineError } from "../../engines/duckdb-failure.js";
import { formatOf, sources } from "../../sources/index.js";
import { checkUnchanged, findFiles, hashFiles } from "../../sources/input-files.js";
import type { Format, Source } from "../../sources/source.js";
import type { Column } from "../../sql/column.js";
import { associationsOf } from "./associations.js";
import { columnFacts } from "./column-facts.js";
import { writeParquet } from "./write-parquet.js";

/** Which data to look at. */
export interface ProfileRequest {
  /** Absolute path. */
  readonly file: string;
  /** Real path of the folder that the file must lie in. */
  readonly projectFolder: string;
  /** null: its name tells. */
  readonly format: Format | null;
  /** A new file that gets the rows as Parquet, with numbers as numbers; null: none. */
  readonly parquet: string | null;
}

export interface ProfileOptions {
  readonly workFolder: string;
  readonly memoryLimit: string;
  readonly threads: number;
  readonly onProgress: OnProgress;
}

const table = "profiled";

/** Reads a data file once and says what its columns hold. @throws Failure */
export async function profileData(request: ProfileRequest, options: ProfileOptions): Promise<DataProfile> {
  options.onProgress({ step: "read", done: 0, total: null, finished: false });
  const found = await findFiles([request.file], {
    suiteFolder: path.dirname(request.file),
    projectFolder: request.projectFolder,
    workFolder: options.workFolder,
  });
  const format = formatOf(found, request.format);
  const files = await hashFiles(found);
  const written = request.parquet === null ? [] : [request.parquet];
  const engine = await Duckdb.open({ ...options, files: [...files.map((file) => file.path), ...written] });
  try {
    const source = await sources[format]({ engine, files, format, delimiter: null, missing: [] });
    const profile = await profiled(engine, source, request.parquet);
    await checkUnchanged(files, false);
    options.onProgress({ step: "read", done: profile.rows, total: profile.rows, finished: true });
    return profile;
  } finally {
    engine.close();
  }
}

async function profiled(engine: Duckdb, source: Source, parquet: string | null): Promise<DataProfile> {
  const columns = await readAll(engine, source);
  const [rows] = (await engine.row(`SELECT count(*)::DOUBLE FROM ${table}`)).map(Number);
  if (rows === undefined || rows === 0) throw unusable("holds no rows", { file: source.files[0]!.shown });
  const profiles = await columnFacts(engine, table, columns, rows);
  if (parquet !== null) await writeParquet(engine, { table, columns, profiles, file: parquet });
  return {
    format: source.format,
    rows,
    duplicates: rows - (await differentRows(engine, columns)),
    columns: profiles,
    associations: await associationsOf(engine, table, columns, profiles),
  };
}

/** Takes the rows into a table of the engine: texts are parsed once, whatever is asked of them afterwards. */
async function readAll(engine: Duckdb, source: Source): Promise<Column[]> {
  const named = source.columns.map((column, place) => `${column.sql} AS p${place}`);
  try {
    await engine.run(`CREATE TABLE ${table} AS SELECT ${named.join(", ")} FROM ${source.from(source.columns)}`);
  } catch (error) {
    throw (error instanceof EngineError ? await source.explain(error) : null) ?? error;
  }
  return source.columns.map((column, place) => ({ ...column, sql: `p${place}` }));
}

async function differentRows(engine: Duckdb, columns: readonly Column[]): Promise<number> {
  const [different] = await engine.row(
    `SELECT count(DISTINCT hash(${columns.map(({ sql }) => sql).join(", ")}))::DOUBLE FROM ${table}`,
  );
  return Number(different);
}
