import path from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ColumnProfile } from "../../../src/core/data-profile.js";
import { Failure } from "../../../src/core/errors.js";
import { fixturePath, withFixtures } from "../../fixtures.js";
import { folder, profileFile, profileText } from "./profile-files.js";

const csv = (header: string, ...rows: readonly string[]): string => `${[header, ...rows].join("\n")}\n`;

const only = async (content: string): Promise<ColumnProfile> => (await profileText("data.csv", content)).columns[0]!;

describe("profileData: what a column holds", () => {
  it.each([
    ["integer", ["1", "2", "-3"]],
    ["number", ["1.5", "2", "1e3"]],
    ["boolean", ["true", "False", "TRUE"]],
    ["time", ["2026-01-01", "2026-01-02T10:00:00Z", "2026-02-03 12:00"]],
    ["text", ["1", "2", "x"]],
    ["text", ["0150", "0250", "1350"]],
    ["text", ["inf", "1", "2"]],
    ["none", ["", "", "NA"]],
  ] as const)("%s", async (content, values) => {
    expect((await only(csv("a,b", ...values.map((value) => `${value},1`)))).content).toBe(content);
  });

  it("tells missing values from texts that stand for them", async () => {
    const found = await only(csv("a,b", "1,1", ",1", "?,1", " ,1", "N/A,1", "3,1"));
    expect(found).toMatchObject({
      content: "integer",
      missing: 1,
      placeholderRows: 3,
      known: 2,
      distinct: 2,
      least: 1,
      most: 3,
    });
    expect(found.placeholders).toEqual([" ", "?", "N/A"]);
  });

  it("lists few values, commonest first, and none of many", async () => {
    const few = await only(csv("a,b", "x,1", "y,1", "x,1"));
    expect(few.values).toEqual([
      { value: "x", n: 2 },
      { value: "y", n: 1 },
    ]);
    const many = await only(csv("a,b", ...Array.from({ length: 400 }, (_, i) => `v${i},1`)));
    expect(many).toMatchObject({ values: null, distinct: 400 });
  });

  it("finds free text, e-mail addresses and identity numbers by their form", async () => {
    expect((await only(csv("a,b", "my phone is dead,1", "it works,1"))).wordy).toBe(0.5);
    expect((await only(csv("a,b", "kari@example.org,1", "ola@example.org,1"))).personal).toBe(1);
    expect((await only(csv("a,b", "010190-1234,1", "01019012345,1"))).personal).toBe(1);
  });

  it("counts rows that repeat another", async () => {
    expect((await profileText("data.csv", csv("a,b", "1,2", "1,2", "1,3", "1,2"))).duplicates).toBe(2);
  });

  it("reads lines of JSON", async () => {
    const { columns, rows } = await profileText("data.jsonl", '{"a": 1, "b": [1, 2]}\n{"a": 2}\n');
    expect(rows).toBe(2);
    expect(columns.map(({ name, content, missing }) => [name, content, missing])).toEqual([
      ["a", "integer", 0],
      ["b", "text", 1],
    ]);
  });

  it.each([
    ["data.csv", "a,b\n", /holds no rows/],
    ["data.xml", "<a/>", /does not tell its format/],
    ["data.parquet", "PAR1", /cannot be read as Parquet/],
  ])("%s that cannot be used is a failure", async (name, content, message) => {
    const failed = profileText(name, content);
    await expect(failed).rejects.toThrow(message);
    await expect(failed).rejects.toBeInstanceOf(Failure);
  });
});

describe("profileData: associations", () => {
  it("finds what tells another column, not what does not", async () => {
    const rows = Array.from({ length: 600 }, (_, i) => [
      i % 2 === 0 ? "f" : "m",
      i % 2 === 0 ? 160 + (i % 9) : 176 + (i % 9),
      (i >> 1) % 2,
    ]);
    const { associations } = await profileText(
      "data.csv",
      csv("gender,height,coin", ...rows.map((row) => row.join(","))),
    );
    expect(associations.map(({ columns }) => columns)).toEqual([[0, 1]]);
    expect(associations[0]?.strength).toBeGreaterThan(0.95);
  });
});

describe("profileData: Parquet", () => {
  it("holds the same rows, with numbers as numbers and codes as texts", async () => {
    const parquet = path.join(folder(), "data.parquet");
    const before = await profileText(
      "data.csv",
      csv("n,x,code,t", "1,0.5,0150,a b", "2,1.5,0250,?", "?,,1350,"),
      parquet,
    );
    const after = await profileFile(parquet);
    expect(after).toMatchObject({ format: "parquet", rows: 3 });
    expect(after.columns.map(({ name, content }) => [name, content])).toEqual(
      before.columns.map(({ name, content }) => [name, content]),
    );
    expect(after.columns[0]).toMatchObject({ missing: 1, least: 1, most: 2 });
  });
});

const cell = fc.oneof(
  fc.string({ maxLength: 5 }),
  fc.nat(9).map(String),
  fc.constantFrom("", "true", "NA", "2026-01-01"),
);

describe("profileData: any table", () => {
  it("has counts that add up", () =>
    fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 12 }), async (table) => {
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const profile = await profileText("data.csv", csv("a,b", ...table.map((row) => row.map(quoted).join(","))));
        expect(profile.rows).toBe(table.length);
        for (const column of profile.columns) {
          expect(column.missing + column.placeholderRows + column.known).toBe(profile.rows);
          expect(column.values?.reduce((sum, { n }) => sum + n, 0) ?? column.known).toBe(column.known);
          expect(column.distinct).toBeLessThanOrEqual(column.known);
        }
      }),
      { numRuns: 25 },
    ));
});

withFixtures("profileData: public data", () => {
  it("gives the counts that others published of telco-churn", async () => {
    const profile = await profileFile(fixturePath("datasets", "telco-churn", "telco_customer_churn.csv"));
    const named = new Map(profile.columns.map((column) => [column.name, column]));
    expect(profile.rows).toBe(7043);
    expect(named.get("TotalCharges")).toMatchObject({ content: "number", placeholders: [" "], placeholderRows: 11 });
    expect(named.get("gender")?.values).toEqual([
      { value: "Male", n: 3555 },
      { value: "Female", n: 3488 },
    ]);
    expect(named.get("customerID")?.distinct).toBe(7043);
  });
});
