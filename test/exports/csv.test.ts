import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { RunRecord } from "../../src/record/run-record.js";
import { reportFixtures } from "../report/fixtures.js";
import { filesOf, hostileRun, hostileTexts, materialOf, recordNamed } from "./material.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-csv-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const tableOf = (record: RunRecord, name: string): string => {
  const file = filesOf("csv", materialOf(record)).find((each) => each.name === `${name}.csv`);
  if (file === undefined) throw new Error(`no ${name}.csv`);
  return String(file.content);
};

/** What the documentation says to do with a text that was read. */
const readBack = (cell: string): string =>
  cell.replace(/^'/, "").replace(/\\u\{([0-9a-f]+)\}/g, (_, code) => String.fromCodePoint(Number.parseInt(code, 16)));

/** Reads a table with DuckDB, every cell as text; a quoted empty cell is a text, a bare one no value. */
async function readWithDuckDB(text: string, options = "all_varchar = true, allow_quoted_nulls = false") {
  const file = path.join(folder, `${Math.random().toString(36).slice(2)}.csv`);
  writeFileSync(file, text);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const result = await connection.runAndReadAll(
    `select * from read_csv('${file}', delim = ',', quote = '"', escape = '"', header = true, ${options})`,
  );
  return { rows: result.getRowObjectsJson(), types: result.columnTypes().map(String), names: result.columnNames() };
}

/** A row as the file must give it back. */
const expected = (row: object): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      value === null || value === undefined
        ? null
        : typeof value === "object"
          ? JSON.stringify(value)
          : typeof value === "number" && Object.is(value, -0)
            ? "0"
            : String(value),
    ]),
  );

describe("csv", () => {
  it("has a file per table of the record, optional ones where they are", () => {
    const names = (record: string) => filesOf("csv", materialOf(recordNamed(record))).map(({ name }) => name);
    expect(names("typical")).toEqual(expect.arrayContaining(["groups.csv", "disparities.csv", "gates.csv"]));
    expect(names("typical")).not.toContain("attributions.csv");
    expect(names("explained")).toContain("attributions.csv");
    expect(names("noGates")).toContain("gates.csv");
  });

  it.each(["groups", "gates", "population", "disparities"] as const)(
    "%s of 200 hostile texts comes back whole from DuckDB, with no cell that a spreadsheet takes for a formula",
    async (name) => {
      const record = hostileRun();
      const { rows, names } = await readWithDuckDB(tableOf(record, name));
      // Optional columns that a row has not are empty.
      const none = Object.fromEntries(names.map((column) => [column, null]));
      const given = (rows as Record<string, string | null>[]).map((row) =>
        Object.fromEntries(Object.entries(row).map(([key, cell]) => [key, cell === null ? null : readBack(cell)])),
      );
      expect(given).toEqual(record[name].map((row) => ({ ...none, ...expected(row) })));
      const texts = (rows as Record<string, string | null>[]).flatMap(Object.values).filter((cell) => cell !== null);
      expect(texts.filter((cell) => /^[=+@\t\r\0\uff1d\uff0b\uff0d\uff20]/.test(cell))).toEqual([]);
      // What begins with a minus is a number, or it is neutralised.
      expect(texts.filter((cell) => cell.startsWith("-") && Number.isNaN(Number(cell)))).toEqual([]);
    },
  );

  it("500 cells of formula signs are neutralised, and numbers stay numbers", async () => {
    const signs = ["=", "+", "-", "@", "\t", "\r", "\u0000", "\uff1d", "\uff0b", "\uff0d", "\uff20", "'"];
    const texts = Array.from(
      { length: 500 },
      (_, i) => `${signs[i % signs.length]}${i % 3 === 0 ? i : `cmd|' /C calc'!A${i}`}`,
    );
    const base = recordNamed("typical");
    const [row] = base.exclusions;
    const record: RunRecord = {
      ...base,
      exclusions: texts.map((text, i) => ({ ...(row ?? { attribute: null, group: null }), reason: text, rows: -i })),
    };
    const { rows } = await readWithDuckDB(tableOf(record, "exclusions"));
    const reasons = rows.map(({ reason }) => String(reason));
    expect(reasons.filter((cell) => /^[^'\\]/.test(cell))).toEqual([]);
    expect(reasons.map(readBack)).toEqual(texts);
    const { types, names } = await readWithDuckDB(tableOf(record, "exclusions"), "auto_detect = true");
    expect(types[names.indexOf("rows")]).toBe("BIGINT");
  });

  it("numbers come back to the last digit", async () => {
    const record = recordNamed("typical");
    const { rows, types, names } = await readWithDuckDB(
      tableOf(record, "groups"),
      "auto_detect = true, sample_size = -1",
    );
    for (const column of ["value", "low", "high"]) expect(types[names.indexOf(column)]).toBe("DOUBLE");
    expect(rows.map(({ value }) => value)).toEqual(record.groups.map(({ value }) => value));
  });

  it("any text comes back, and is one line", () => {
    const record = recordNamed("noGates");
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom(...hostileTexts())), (reason) => {
        const text = tableOf(
          { ...record, exclusions: [{ reason, attribute: null, group: null, rows: 1 }] },
          "exclusions",
        );
        const [, line = "", end] = text.split("\n");
        expect(end).toBe("");
        const quoted = /^"((?:[^"]|"")*)",,,1$/.exec(line)?.[1]?.replaceAll('""', '"');
        expect(readBack(quoted ?? line.replace(/,,,1$/, ""))).toBe(reason);
      }),
    );
  });

  it.each([...Object.keys(reportFixtures)])(
    "of the record %s has as many cells in each row as its head",
    async (name) => {
      for (const { content } of filesOf("csv", materialOf(recordNamed(name)))) {
        const widths = String(content)
          .trimEnd()
          .split("\n")
          .map((line) => line.replace(/"(?:[^"]|"")*"/g, "").split(",").length);
        expect(new Set(widths).size).toBe(1);
      }
    },
  );
});
