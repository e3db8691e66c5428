import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { Duckdb } from "../../src/engines/duckdb.js";
import { EngineError } from "../../src/engines/duckdb-failure.js";
import { formatOf, sources } from "../../src/sources/index.js";
import { findFiles, hashFiles } from "../../src/sources/input-files.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";
import { temporaryFolder, written } from "../runner/measure-suite.js";

const folder = temporaryFolder();

/** All rows of a file as texts, or the failure that reading it ends in. */
async function read(file: string): Promise<{ readonly names: string[]; readonly rows: unknown[][] } | Failure> {
  let engine: Duckdb | null = null;
  try {
    const files = await hashFiles(
      await findFiles([file], { suiteFolder: folder, projectFolder: path.parse(file).root, workFolder: folder }),
    );
    engine = await Duckdb.open({
      memoryLimit: "200MB",
      threads: 2,
      workFolder: folder,
      files: files.map((each) => each.path),
    });
    const format = formatOf(files, null);
    const source = await sources[format]({ engine, files, format, delimiter: null, missing: [] });
    try {
      const rows = await engine.query(
        `SELECT ${source.columns.map(({ sql }) => `CAST(${sql} AS VARCHAR)`).join(", ")} FROM ${source.from(source.columns)}`,
      );
      return { names: source.columns.map(({ name }) => name), rows };
    } catch (error) {
      throw (error instanceof EngineError ? await source.explain(error) : null) ?? error;
    }
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  } finally {
    engine?.close();
  }
}

withFixtures("csv-spectrum", () => {
  const cases = readFileSync(fixturePath("datasets", "hostile-files", "csv_spectrum.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; csv_base64: string; json: Record<string, string>[] });

  it.each(cases.map((each) => [each.name, each] as const))(
    "%s is read as its authors expect",
    async (name, { csv_base64, json }) => {
      const found = await read(written(folder, `spectrum-${name}.csv`, Buffer.from(csv_base64, "base64")));
      if (found instanceof Failure) throw found;
      const objects = found.rows.map((row) =>
        Object.fromEntries(found.names.map((column, place) => [column, row[place] ?? ""])),
      );
      if (!Array.isArray(json)) {
        // "location_coordinates" comes with other data than its file holds.
        expect([found.names, found.rows.length]).toEqual([Object.keys(json), 1]);
        return;
      }
      // DuckDB tells an empty cell from none; csv-spectrum writes both as "". Line breaks in cells stay as they stand in the file.
      const lines = (value: unknown) => JSON.parse(JSON.stringify(value).replaceAll("\\r\\n", "\\n")) as unknown;
      expect(lines(objects)).toEqual(lines(json));
    },
  );
});

withFixtures("DuckDB's own test files", () => {
  const cases = gunzipSync(readFileSync(fixturePath("datasets", "hostile-files", "duckdb_csv.jsonl.gz")))
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; base64: string });

  it("each is read or refused in plain words, without a word of its content", async () => {
    let refused = 0;
    for (const [place, { base64 }] of cases.entries()) {
      const bytes = Buffer.from(base64, "base64");
      const found = await read(written(folder, `duckdb-${place}.csv`, bytes));
      if (!(found instanceof Failure)) continue;
      refused++;
      expect(found.kind).toBe("unusable");
      for (const { message } of found.problems) {
        expect(message).toMatch(/^(?:(?:line [\d,]+: )?[a-z]|columns \d+ and \d+ of the header|there is)/i);
        expect(message).not.toMatch(/Original Line|strict_mode|Possible/);
      }
    }
    // Both ends occur: a reader that refuses everything, or nothing, is no reader.
    expect(refused).toBeGreaterThan(20);
    expect(refused).toBeLessThan(cases.length - 100);
  });
});

withFixtures("Parquet", () => {
  const good = fixturePath("datasets", "hostile-files", "parquet_good");
  const bad = fixturePath("datasets", "hostile-files", "parquet_bad");

  it.each(readdirSync(good))("%s is read", async (name) => {
    const found = await read(path.join(good, name));
    expect(found instanceof Failure ? found.problems : "read").toBe("read");
  });

  it.each(readdirSync(bad))("%s ends in rows or a failure, in a process of its own", async (name) => {
    const script = path.join(projectRoot, "test", "sources", "read-parquet.mts");
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ["--import", "tsx", script, path.join(bad, name), folder],
      { cwd: projectRoot, timeout: 60_000 },
    ).catch((error: { stdout: string; code: number; signal: string }) => ({
      stdout: `died: ${error.code ?? error.signal}`,
    }));
    expect(stdout.trim()).toMatch(/^(?:read \d+ rows|refused: )/);
  });
});
