import { execFile } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { fixturePath, projectRoot, withFixtures } from "../fixtures.js";
import { temporaryFolder, written } from "../runner/measure-suite.js";
import { type HostileCase, hostileCases } from "./hostile-cases.js";
import { jsonlDifference } from "./jsonl-oracle.js";
import { readRows } from "./read-rows.js";

const folder = temporaryFolder();

withFixtures("csv-spectrum", () => {
  const cases = readFileSync(fixturePath("datasets", "hostile-files", "csv_spectrum.jsonl"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { name: string; csv_base64: string; json: Record<string, string>[] });

  it.each(cases.map((each) => [each.name, each] as const))(
    "%s is read as its authors expect",
    async (name, { csv_base64, json }) => {
      const found = await readRows(written(folder, `spectrum-${name}.csv`, Buffer.from(csv_base64, "base64")), {
        workFolder: folder,
      });
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
      const found = await readRows(written(folder, `duckdb-${place}.csv`, bytes), { workFolder: folder });
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

withFixtures("JSONTestSuite, each text as the value of a key", () => {
  const cases = hostileCases().filter(({ kind }) => kind === "json");
  // Line breaks between the parts of a value are blanks; one line holds one object here.
  const lineOf = ({ bytes, expect }: HostileCase): Buffer =>
    Buffer.concat([
      Buffer.from('{"v":'),
      expect === "accept" ? Buffer.from(bytes.toString("utf8").replaceAll("\n", " ")) : bytes,
      Buffer.from("}\n"),
    ]);
  // What DuckDB takes for JSON beyond the standard: numbers that are none, and a comma behind the last part; nothing is lost by it.
  const taken = /^n_(?:number_(?:NaN|nan|minus_NaN|infinity|Inf|minus_infinity)|array_extra_comma)/i;

  it("is read with its value where it is JSON, and refused where it is none", async () => {
    const wrong: string[] = [];
    for (const [place, each] of cases.entries()) {
      const bytes = lineOf(each);
      const found = await readRows(written(folder, `json-${place}.jsonl`, bytes), { workFolder: folder });
      const isRefused = found instanceof Failure;
      if (isRefused && found.kind !== "unusable") wrong.push(`${each.name}: ${found.message}`);
      const isTaken = each.expect === "accept" || taken.test(each.name);
      if (isRefused === isTaken) wrong.push(`${each.name}: ${isRefused ? found.message : "read"}`);
      else if (!isRefused && jsonlDifference(bytes, found) !== null)
        wrong.push(`${each.name}: ${jsonlDifference(bytes, found)}`);
    }
    expect(wrong).toEqual([]);
    expect(cases).toHaveLength(132);
  });
});

withFixtures("Parquet", () => {
  const good = fixturePath("datasets", "hostile-files", "parquet_good");
  const bad = fixturePath("datasets", "hostile-files", "parquet_bad");

  it.each(readdirSync(good))("%s is read", async (name) => {
    const found = await readRows(path.join(good, name), { workFolder: folder });
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
