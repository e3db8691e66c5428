import path from "node:path";
import { Failure } from "../../src/core/errors.js";
import { Duckdb } from "../../src/engines/duckdb.js";
import { EngineError } from "../../src/engines/duckdb-failure.js";
import { formatOf, sources } from "../../src/sources/index.js";
import { findFiles, type HashedFile, hashFiles } from "../../src/sources/input-files.js";
import type { Format } from "../../src/sources/source.js";
import { textAnswer } from "../../src/sql/text-answer.js";

/** What a file holds: names of its columns, and all rows as texts; null: no value. */
export interface Rows {
  readonly names: readonly string[];
  readonly rows: readonly (readonly (string | null)[])[];
}

interface Setting {
  /** Private folder for temporary files. */
  readonly workFolder: string;
  /** Default: as the file's name tells. */
  readonly format?: Format;
  /** An engine that may open the file, which is left open; default: one of its own, as a run has. */
  readonly engine?: Duckdb;
}

/** An engine that may open the files. */
export const engineFor = (files: readonly string[], workFolder: string): Promise<Duckdb> =>
  Duckdb.open({ memoryLimit: "200MB", threads: 2, workFolder, files });

/**
 * All rows of a file as a run would read them, or the failure that reading it ends in.
 * @throws what a run would call a defect of its own
 */
export async function readRows(file: string, { workFolder, format: given, engine }: Setting): Promise<Rows | Failure> {
  let own: Duckdb | null = null;
  try {
    const folders = { suiteFolder: path.dirname(file), projectFolder: path.parse(file).root, workFolder };
    const files = await hashFiles(await findFiles([file], folders));
    const format = formatOf(files, given ?? null);
    if (engine === undefined) own = await engineFor([files[0]!.path], workFolder);
    return await rowsOf(engine ?? own!, files, format);
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  } finally {
    own?.close();
  }
}

async function rowsOf(engine: Duckdb, files: readonly HashedFile[], format: Format): Promise<Rows> {
  const source = await sources[format]({ engine, files, format, delimiter: null, missing: [] });
  const values = source.columns.map(({ sql }) => textAnswer(`CAST(${sql} AS VARCHAR)`));
  try {
    // A table without columns still has rows
    const rows = await engine.query(`SELECT ${["1", ...values].join(", ")} FROM ${source.from(source.columns)}`);
    return { names: source.columns.map(({ name }) => name), rows: rows.map((row) => row.slice(1) as string[]) };
  } catch (error) {
    throw (error instanceof EngineError ? await source.explain(error) : null) ?? error;
  }
}
