import { describe, expect, it } from "vitest";
import type { Column, ColumnKind } from "../../src/sql/column.js";
import { type Condition, columnsOf, incomparable, isTime, scaleOf, whereSql } from "../../src/sql/where.js";
import { database } from "./database.js";

const { rows } = database();

const column = (kind: ColumnKind, type: string): Column => ({ name: "x", sql: "x", kind, type, missing: ["NA"] });
const text = column("text", "VARCHAR");
const number = column("number", "DOUBLE");
const time = column("time", "TIMESTAMP WITH TIME ZONE");

/** Which of the values (SQL expressions) a condition keeps. */
async function kept(condition: Condition, values: readonly string[], of: Column): Promise<string[]> {
  const found = await rows(
    `SELECT i FROM (VALUES ${values.map((value, place) => `(${place}, CAST(${value} AS ${of.type}))`).join(", ")}) t(i, x) WHERE ${whereSql(condition, () => of)} ORDER BY i`,
  );
  return found.map(([place]) => values[Number(place)]!);
}

describe("whereSql(condition)", () => {
  it.each<[string, Condition, Column, string[], string[]]>([
    [
      "in: texts letter by letter",
      { column: "x", in: ["a", "B"] },
      text,
      ["'a'", "'A'", "'B'", "NULL"],
      ["'a'", "'B'"],
    ],
    [
      "in: numbers by value in texts",
      { column: "x", in: [1] },
      text,
      ["'1'", "'1.0'", "'01'", "'1a'", "NULL"],
      ["'1'", "'1.0'", "'01'"],
    ],
    [
      "in: booleans whatever their case",
      { column: "x", in: [true] },
      text,
      ["'true'", "'TRUE'", "'1'", "'false'"],
      ["'true'", "'TRUE'"],
    ],
    ["in: whole numbers of a double by their text", { column: "x", in: ["3"] }, number, ["3", "3.5", "'nan'"], ["3"]],
    [
      "not_in: a missing value is in no list",
      { column: "x", not_in: ["a"] },
      text,
      ["'a'", "'b'", "NULL", "'NA'"],
      ["'b'", "NULL", "'NA'"],
    ],
    [
      "at_least: numbers, not texts",
      { column: "x", at_least: 9 },
      text,
      ["'10'", "'9'", "'8.9'", "NULL", "'NA'"],
      ["'10'", "'9'"],
    ],
    [
      "below: a missing number keeps no bound",
      { column: "x", below: 9 },
      number,
      ["10", "9", "8.9", "NULL", "'nan'"],
      ["8.9"],
    ],
    [
      "several tests of one column at once",
      { column: "x", above: 1, at_most: 3, not_in: [2] },
      number,
      ["1", "2", "2.5", "3", "4"],
      ["2.5", "3"],
    ],
    [
      "bounds that are times, of texts",
      { column: "x", at_least: "2024-03-01" },
      text,
      ["'2024-02-29'", "'2024-03-01'", "'2024-02-29T23:30:00-02:00'"],
      ["'2024-03-01'", "'2024-02-29T23:30:00-02:00'"],
    ],
    [
      "bounds that are times, of times",
      { column: "x", below: "2024-03-01T00:00:00Z" },
      time,
      ["'2024-02-29 23:59:59+00'", "'2024-03-01 00:00:00+00'"],
      ["'2024-02-29 23:59:59+00'"],
    ],
    ["bounds that are texts", { column: "x", at_least: "b" }, text, ["'a'", "'b'", "'c'"], ["'b'", "'c'"]],
    ["missing: true", { column: "x", missing: true }, text, ["'a'", "NULL", "'NA'", "''"], ["NULL", "'NA'"]],
    ["missing: false", { column: "x", missing: false }, number, ["1", "NULL", "'nan'"], ["1"]],
    [
      "all",
      {
        all: [
          { column: "x", above: 1 },
          { column: "x", below: 3 },
        ],
      },
      number,
      ["1", "2", "3", "NULL"],
      ["2"],
    ],
    [
      "any",
      {
        any: [
          { column: "x", above: 2 },
          { column: "x", missing: true },
        ],
      },
      number,
      ["1", "3", "NULL"],
      ["3", "NULL"],
    ],
  ])("%s", async (_, condition, of, values, expected) => {
    expect(await kept(condition, values, of)).toEqual(expected);
  });

  it("is never NULL, so that its opposite leaves no row out", async () => {
    const conditions: Condition[] = [
      { column: "x", in: ["a", 1, true] },
      { column: "x", at_least: 1 },
      { column: "x", below: "2024-01-01" },
      { column: "x", not_in: ["a"] },
    ];
    for (const condition of conditions) {
      const sql = whereSql(condition, () => text);
      expect(
        await rows(`SELECT count(*)::INTEGER FROM (VALUES ('a'), (NULL), ('1'), ('x')) t(x) WHERE (${sql}) IS NULL`),
      ).toEqual([[0]]);
    }
  });
});

describe("scaleOf(column, limit)", () => {
  it("is null where values of the column have no place on the limit's scale", () => {
    expect(scaleOf(time, 5)).toBeNull();
    expect(scaleOf(time, "soon")).toBeNull();
    expect(scaleOf(number, "soon")).toBeNull();
    expect(scaleOf(column("boolean", "BOOLEAN"), 1)).toBeNull();
    expect(scaleOf(number, "5")).toBe("number");
  });
});

describe("incomparable(column, limit)", () => {
  it("finds the texts that a bound cannot be compared with, but no missing ones", async () => {
    const numbers = incomparable(text, 5)!;
    const times = incomparable(text, "2024-01-01")!;
    const found = await rows(
      `SELECT ${numbers.sql}, ${times.sql} FROM (VALUES ('1'), ('2024-05-05'), ('x'), ('NA'), (NULL), ('infinity')) t(x)`,
    );
    expect(found).toEqual([
      [false, true],
      [true, false],
      [true, true],
      [false, false],
      [false, false],
      [false, true],
    ]);
    expect(incomparable(number, 5)).toBeNull();
    expect(incomparable(text, "b")).toBeNull();
  });
});

describe("isTime(text)", () => {
  it.each([
    ["2024-02-29", true],
    ["2023-02-29", false],
    ["2024-02-29T10:00:00Z", true],
    ["2024-02-29 10:00", true],
    ["2024-02-29T10:00:00+02:00", true],
    ["2024", false],
    ["10:00", false],
    ["2024-13-01", false],
  ])("%s: %s", (given, expected) => {
    expect(isTime(given)).toBe(expected);
  });
});

describe("columnsOf(condition)", () => {
  it("finds the columns at every depth", () => {
    expect(
      columnsOf({
        all: [
          { column: "a", in: [1] },
          { any: [{ column: "b", missing: true }, { all: [{ column: "c", above: 1 }] }] },
        ],
      }),
    ).toEqual(["a", "b", "c"]);
  });
});
