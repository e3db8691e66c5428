// Reads one file as an audit would and says how that ended. Run by hostile-files.test.ts in a process of its own.
import path from "node:path";
import { Failure } from "../../src/core/errors.js";
import { Duckdb } from "../../src/engines/duckdb.js";
import { EngineError } from "../../src/engines/duckdb-failure.js";
import { findFiles, hashFiles } from "../../src/sources/input-files.js";
import { openParquet } from "../../src/sources/parquet.js";

const [file = "", workFolder = ""] = process.argv.slice(2);

async function read(): Promise<string> {
  const files = await hashFiles(
    await findFiles([file], { suiteFolder: path.dirname(file), projectFolder: path.parse(file).root, workFolder }),
  );
  const engine = await Duckdb.open({
    memoryLimit: "200MB",
    threads: 2,
    workFolder,
    files: files.map((each) => each.path),
  });
  const source = await openParquet({ engine, files, format: "parquet", delimiter: null, missing: [] });
  try {
    const rows = await engine.query(
      `SELECT ${source.columns.map(({ sql }) => `CAST(${sql} AS VARCHAR)`).join(", ")} FROM ${source.from(source.columns)}`,
    );
    return `read ${rows.length} rows`;
  } catch (error) {
    throw (error instanceof EngineError ? await source.explain(error) : null) ?? error;
  } finally {
    engine.close();
  }
}

console.log(
  await read().catch((error: unknown) => (error instanceof Failure ? `refused: ${error.message}` : `broke: ${error}`)),
);
