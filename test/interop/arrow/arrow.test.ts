import * as arrow from "apache-arrow";
import { describe, expect, it } from "vitest";
import { Failure } from "../../../src/core/errors.js";
import { evaluateTable, type TableColumns, type TableSpec } from "../../../src/evaluate-table.js";
import { plain, spec } from "../audit.js";

const bytes = (table: TableColumns, asked: TableSpec = spec): string => JSON.stringify(evaluateTable(table, asked));
const expected = bytes(plain);
const vector = (values: readonly unknown[], type?: arrow.DataType): arrow.Vector =>
  type === undefined ? arrow.vectorFromArray(values) : arrow.vectorFromArray(values, type);
const dictionary = () => new arrow.Dictionary(new arrow.Utf8(), new arrow.Int32());
const whole = (values: readonly (number | null)[]) => values.map((value) => (value === null ? null : BigInt(value)));

/** A decimal(10, 2) as it lies in memory: four words, the lowest first. */
function decimal(value: number | null): Uint32Array | null {
  if (value === null) return null;
  const unscaled = BigInt(Math.round(value * 100));
  return Uint32Array.from([0n, 32n, 64n, 96n], (shift) => Number(BigInt.asUintN(32, unscaled >> shift)));
}

/** The plain columns with one of them as an Arrow vector of some type. */
const columns = { ...plain } as const;
const table = (changed: Record<string, arrow.Vector> = {}): arrow.Table =>
  new arrow.Table({
    label: vector(columns.label, new arrow.Bool()),
    prediction: vector(columns.prediction, new arrow.Bool()),
    score: vector(columns.score, new arrow.Float64()),
    weight: vector(columns.weight, new arrow.Float64()),
    gender: vector(columns.gender, dictionary()),
    region: vector(columns.region, new arrow.Utf8()),
    age: vector(columns.age, new arrow.Int32()),
    customer: vector(columns.customer, new arrow.Int32()),
    ...changed,
  });

/** The same rows in chunks of unequal size. */
const chunked = (): arrow.Table => {
  const all = table();
  return [0, 1, 70, 71, 200]
    .map((from, i, starts) => all.slice(from, starts[i + 1] ?? 240))
    .reduce((a, b) => a.concat(b));
};

describe("evaluateTable(arrow table, spec) gives the same bytes as plain arrays", () => {
  it.each<[string, () => arrow.Table]>([
    ["nulls, booleans, doubles, 32-bit integers, texts and a dictionary", () => table()],
    ["chunks", chunked],
    ["a slice of a longer table", () => table().concat(table()).slice(240, 480)],
    [
      "a table that was written to the IPC format and read again",
      () => arrow.tableFromIPC(arrow.tableToIPC(chunked())),
    ],
    ["64-bit integers", () => table({ customer: vector(whole(columns.customer), new arrow.Int64()) })],
    ["64-bit integers with bins", () => table({ age: vector(whole(columns.age), new arrow.Uint64()) })],
    ["single floats", () => table({ score: vector(columns.score, new arrow.Float32()) })],
    ["half floats", () => table({ weight: vector(columns.weight, new arrow.Float16()) })],
    ["bytes for labels", () => table({ age: vector(columns.age, new arrow.Uint8()) })],
    ["decimals", () => table({ weight: vector(columns.weight.map(decimal), new arrow.Decimal(2, 10, 128)) })],
    [
      "whole decimals",
      () =>
        table({
          customer: vector(
            columns.customer.map((id) => decimal(id === null ? null : id / 100)),
            new arrow.Decimal(0, 10, 128),
          ),
        }),
    ],
    ["texts for a dictionary", () => table({ gender: vector(columns.gender, new arrow.Utf8()) })],
    [
      "a dictionary of integers",
      () => table({ customer: vector(columns.customer, new arrow.Dictionary(new arrow.Int32(), new arrow.Int32())) }),
    ],
  ])("with %s", (_, make) => {
    expect(bytes(make())).toBe(expected);
  });

  it("with vectors among arrays", () => {
    expect(
      bytes({ ...plain, gender: table().getChild("gender")!, score: vector(plain.score, new arrow.Float64()) }),
    ).toBe(expected);
  });

  const dates = plain.region.map((region, row) =>
    row % 17 === 2 ? null : new Date(region === "n" ? 0 : 1_700_000_000_123),
  );
  const days = dates.map((date) => (date === null ? null : new Date(Math.floor(date.getTime() / 864e5) * 864e5)));
  const asked: TableSpec = { label: "label", prediction: "prediction", protected: ["since"] };
  it.each<[string, arrow.DataType, readonly (Date | null)[]]>([
    ["milliseconds", new arrow.TimestampMillisecond(), dates],
    ["microseconds", new arrow.TimestampMicrosecond(), dates],
    ["nanoseconds", new arrow.TimestampNanosecond(), dates],
    ["a time zone", new arrow.TimestampMillisecond("Europe/Copenhagen"), dates],
    ["days", new arrow.DateDay(), days],
    ["dates", new arrow.DateMillisecond(), days],
  ])("with timestamps in %s", (_, type, values) => {
    expect(bytes(table({ since: vector(values, type) }), asked)).toBe(bytes({ ...plain, since: values }, asked));
  });

  it("with timestamps finer than a millisecond, which stay apart", () => {
    const since = new arrow.Vector([
      arrow.makeData({
        type: new arrow.TimestampMicrosecond(),
        data: BigInt64Array.from(plain.region, (region) => (region === "n" ? 1_000_001n : 1_000_250n)),
      }),
    ]);
    expect(evaluateTable(table({ since }), asked).attributes[0]?.groups).toEqual([
      "1970-01-01T00:00:01.000001Z",
      "1970-01-01T00:00:01.000250Z",
    ]);
  });

  it("with negative decimals", () => {
    const scores = plain.weight.map((weight) => weight - 1.5);
    const by: TableSpec = { label: "label", score: "score", threshold: 0, protected: ["region"] };
    const arrowScores = vector(scores.map(decimal), new arrow.Decimal(2, 10, 128));
    expect(bytes(table({ score: arrowScores }), by)).toBe(bytes({ ...plain, score: scores }, by));
  });
});

describe("evaluateTable(arrow table, spec) refuses", () => {
  const failure = (make: () => unknown): Failure => {
    try {
      make();
    } catch (error) {
      if (error instanceof Failure) return error;
    }
    throw new Error("expected a Failure");
  };

  it("a column that is not there, with the one that was meant", () => {
    const { kind, message } = failure(() => evaluateTable(table(), { ...spec, label: "labl" }));
    expect([kind, message]).toEqual(["usage", 'no column "labl" in the table; did you mean "label"?']);
  });

  it("lists, by the name of their type", () => {
    const lists = vector(
      plain.region.map((region) => [region]),
      new arrow.List(new arrow.Field("item", new arrow.Utf8())),
    );
    const { kind, message } = failure(() => evaluateTable(table({ region: lists }), spec));
    expect([kind, message]).toEqual([
      "usage",
      'column "region" has the Arrow type "List<Utf8>": expected texts, numbers, booleans, dates or decimals',
    ]);
  });

  it("NaN among scores: a broken score is no missing one", () => {
    const score = vector(
      plain.score.map((value, row) => (row === 9 ? Number.NaN : value)),
      new arrow.Float64(),
    );
    const { kind, message } = failure(() => evaluateTable(table({ score }), spec));
    expect([kind, message]).toEqual([
      "unusable",
      'row 10, column "score"\nexpected a number, found a value that is not finite',
    ]);
  });

  it("a table without rows", () => {
    const { kind, message } = failure(() => evaluateTable(new arrow.Table(table().schema), spec));
    expect([kind, message]).toEqual(["unusable", "the table has no rows"]);
  });
});
