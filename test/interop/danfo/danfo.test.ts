import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import * as danfo from "danfojs-node";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import { loadDanfo, recordFrame, recordFrames } from "../../../src/danfo.js";
import { evaluateTable, type TableColumns } from "../../../src/evaluate-table.js";
import { type RunRecord, runRecordSchema } from "../../../src/record/run-record.js";
import { plain, spec } from "../audit.js";

const record = evaluateTable(plain, spec);
const expected = JSON.stringify(record);
const names = Object.keys(plain);
const rows = plain.label.map((_, row) => names.map((name) => plain[name as keyof typeof plain][row]!));
const bytes = (table: TableColumns): string => JSON.stringify(evaluateTable(table, spec));
/** The same rows with another value where one is missing. */
const missingAs = (value: unknown) => rows.map((row) => row.map((cell) => (cell === null ? value : cell)));

function failure(make: () => unknown): Failure {
  try {
    make();
  } catch (error) {
    if (error instanceof Failure) return error;
    throw error;
  }
  throw new Error("expected a Failure");
}

describe("evaluateTable(DataFrame, spec) gives the same bytes as plain arrays", () => {
  it.each<[string, () => danfo.DataFrame]>([
    ["from columns, with null for missing", () => new danfo.DataFrame({ ...plain })],
    ["from rows, with undefined for missing", () => new danfo.DataFrame(missingAs(undefined), { columns: names })],
    ["from rows, with NaN for missing", () => new danfo.DataFrame(missingAs(Number.NaN), { columns: names })],
    [
      "in the low memory mode",
      () => new danfo.DataFrame(missingAs(null), { columns: names, config: { lowMemoryMode: true } }),
    ],
    [
      "with columns added and taken away",
      () => {
        const frame = new danfo.DataFrame({ ...plain });
        frame.addColumn("more", plain.weight, { inplace: true });
        frame.drop({ columns: ["region", "more"], inplace: true });
        return frame.addColumn("region", plain.region) as danfo.DataFrame;
      },
    ],
    [
      "with bigints",
      () => new danfo.DataFrame({ ...plain, customer: plain.customer.map((id) => (id === null ? null : BigInt(id))) }),
    ],
  ])("%s", (_, make) => {
    expect(bytes(make())).toBe(expected);
  });

  it("that was read from a file of its own", async () => {
    const folder = mkdtempSync(path.join(os.tmpdir(), "evenhand-danfo-"));
    const file = path.join(folder, "rows.csv");
    writeFileSync(file, [names, ...rows].map((row) => row.map((cell) => cell ?? "").join(",")).join("\n"));
    const frame = await danfo.readCSV(file);
    rmSync(folder, { recursive: true });
    expect(bytes(frame)).toBe(expected);
  });

  it("with columns that are called like something a frame has", () => {
    const renamed = { ...plain, values: plain.label, shape: plain.prediction, column: plain.gender };
    const asked = {
      ...spec,
      label: "values",
      prediction: "shape",
      protected: ["column"],
      intersections: [],
      gates: [],
    };
    expect(JSON.stringify(evaluateTable(new danfo.DataFrame(renamed), asked))).toBe(
      JSON.stringify(evaluateTable(renamed, asked)),
    );
  });

  it("and refuses what is not there", () => {
    const frame = new danfo.DataFrame({ ...plain });
    const { kind, message } = failure(() => evaluateTable(frame, { ...spec, unit: "custmer" }));
    expect([kind, message]).toEqual(["usage", 'no column "custmer" in the table; did you mean "customer"?']);
    const none = failure(() => evaluateTable(new danfo.DataFrame([], { columns: names }), spec));
    expect([none.kind, none.message]).toEqual(["unusable", "the table has no rows"]);
  });
});

const tables = Object.entries(runRecordSchema.shape)
  .filter(([, schema]) => (schema.type === "optional" ? schema.unwrap() : schema).type === "array")
  .map(([name]) => name) as (keyof typeof frames)[];
const frames = recordFrames(record, danfo);

/** A column's name in the record. */
const unmarked = (name: string): string => name.replace(/_$/, "");

/** The rows of a frame as objects again. */
const rowsOf = (frame: danfo.DataFrame): Record<string, unknown>[] =>
  (frame.values as unknown[][]).map((row) =>
    Object.fromEntries(frame.columns.map((name, i) => [unmarked(name), row[i]])),
  );

describe("recordFrames(record, danfo)", () => {
  it("gives every table of the record", () => {
    expect(Object.keys(frames)).toEqual(tables);
    expect(tables).toEqual(
      expect.arrayContaining(["groups", "disparities", "gates", "population", "detection", "exclusions"]),
    );
    expect(tables.filter((name) => !(frames[name] instanceof danfo.DataFrame))).toEqual([]);
  });

  it.each(tables)("%s holds what the record holds, cell by cell", (name) => {
    const rows = record[name] ?? [];
    const columns: string[] = frames[name].columns.map(unmarked);
    // A column that a row may go without is there, and empty.
    const inRecord = rows.map((row) =>
      Object.fromEntries(
        columns.map((key) => {
          const value = (row as Record<string, unknown>)[key] ?? null;
          return [key, typeof value === "object" && value !== null ? JSON.stringify(value) : value];
        }),
      ),
    );
    expect(rowsOf(frames[name])).toEqual(inRecord);
    for (const row of rows) expect(columns.filter((key) => Object.hasOwn(row, key))).toEqual(Object.keys(row));
  });

  it.each(tables)("%s keeps its columns and their types where it is empty", (name) => {
    const empty = recordFrame({ ...record, [name]: [] } as RunRecord, name, danfo);
    expect(empty.shape).toEqual([0, frames[name].columns.length]);
    expect([empty.columns, empty.dtypes]).toEqual([frames[name].columns, frames[name].dtypes]);
  });

  it("leaves null a missing value that danfo knows", () => {
    const values = record.groups.map(({ value }) => value);
    expect(values).toContain(null);
    const series = frames.groups.column("value");
    expect(series.isNa().values).toEqual(values.map((value) => value === null));
    expect(series.count()).toBe(values.filter((value) => value !== null).length);
    expect(series.dtypes).toEqual(["float32"]);
  });

  it("keeps a frame whole whose columns are called like something a frame has", () => {
    expect(record.warnings.length).toBeGreaterThan(0);
    expect(frames.warnings.columns).toEqual(["code", "values_"]);
    const [first] = rowsOf(frames.warnings);
    expect(JSON.parse(String(first?.values))).toEqual(record.warnings[0]?.values);
  });

  it("can be queried and grouped", () => {
    const { groups } = frames;
    const women = groups.query(record.groups.map(({ metric, group }) => metric === "accuracy" && group === "f"));
    expect(rowsOf(women).map(({ value }) => value)).toEqual(
      record.groups.filter(({ metric, group }) => metric === "accuracy" && group === "f").map(({ value }) => value),
    );
    const rowsByVerdict = frames.gates.groupby(["verdict"]).col(["id"]).count();
    expect(rowsByVerdict.shape[0]).toBe(new Set(record.gates.map(({ verdict }) => verdict)).size);
  });
});

describe("recordFrame(record, table, danfo)", () => {
  it("takes some rows of a table, or a record that was read from its file", () => {
    const groups = record.groups.filter(({ metric }) => metric === "accuracy");
    expect(recordFrame({ groups }, "groups", danfo).shape).toEqual([groups.length, frames.groups.columns.length]);
    const read: RunRecord = JSON.parse(expected);
    expect(recordFrame(read, "groups", danfo).values).toEqual(frames.groups.values);
  });
});

describe("loadDanfo()", () => {
  afterEach(() => vi.restoreAllMocks());

  it("finds danfo in the project that the caller works in", () => {
    vi.spyOn(process, "cwd").mockReturnValue(import.meta.dirname);
    const frame = recordFrame(record, "gates", loadDanfo());
    expect([frame.columns, frame.shape]).toEqual([
      frames.gates.columns,
      [record.gates.length, frames.gates.columns.length],
    ]);
  });

  it("names the command that installs it", () => {
    vi.spyOn(process, "cwd").mockReturnValue(os.tmpdir());
    const { kind, problems } = failure(loadDanfo);
    expect([kind, problems]).toEqual([
      "unusable",
      [
        {
          message: "DataFrames need danfojs-node, which cannot be found",
          hint: "install it: npm install danfojs-node@1.2.0",
        },
      ],
    ]);
  });
});

describe("the types of evenhand/danfo and evaluateTable", () => {
  it("fit those of danfo.js and Arrow, and hold no any", () => {
    const tsc = path.join(
      path.dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin",
      "tsc",
    );
    const project = path.join(import.meta.dirname, "..", "tsconfig.json");
    const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", project], { encoding: "utf8" });
    expect([status, stdout]).toEqual([0, ""]);
  });
});
