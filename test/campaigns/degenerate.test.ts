import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { evaluateTable, type TableSpec } from "../../src/evaluate-table.js";
import { judge } from "../../src/gates/judge.js";
import { type RunRecord, runRecordSchema } from "../../src/record/run-record.js";
import { findings } from "../../src/runner/findings.js";
import { wilson } from "../../src/stats/index.js";
import { measured as measuredOf, suiteOf, temporaryFolder, written } from "../runner/measure-suite.js";

const rows = 40;
const column = <Value>(value: (row: number) => Value): Value[] => Array.from({ length: rows }, (_, row) => value(row));
const plain = {
  label: column((row) => row % 3 === 0),
  prediction: column((row) => row % 5 < 2),
  score: column((row) => (row % 16) / 16),
  group: column((row) => ["a", "b"][row % 2]),
};
const spec: TableSpec = {
  label: "label",
  prediction: "prediction",
  score: "score",
  protected: ["group"],
  gates: [{ metric: "selection_rate", attribute: "group", disparity: "max_difference", at_most: 0.2 }],
};

/** Audits, and sees to it that whatever came out is a record without NaN or infinity. */
function audit(columns: object, asked: Partial<TableSpec> = {}): RunRecord {
  const record = evaluateTable({ ...plain, ...columns }, { ...spec, ...asked });
  expectPlain(record);
  return record;
}

function expectPlain(record: RunRecord): void {
  const json = JSON.stringify(record);
  expect(JSON.stringify(runRecordSchema.parse(JSON.parse(json)))).toBe(json);
  JSON.stringify(record, (name, value) => {
    if (typeof value === "number") expect([name, Number.isFinite(value)]).toEqual([name, true]);
    return value;
  });
}

function refusal(columns: object, asked: Partial<TableSpec> = {}): [kind: string, message: string] {
  try {
    evaluateTable({ ...plain, ...columns }, { ...spec, ...asked });
  } catch (error) {
    if (error instanceof Failure) return [error.kind, error.message];
    throw error;
  }
  throw new Error("expected a Failure");
}

const find = (record: RunRecord, metric: string, group: string | null = "a") =>
  record.groups.find((row) => row.metric === metric && row.group === group);

describe("evaluateTable(columns, spec) of degenerate input", () => {
  it("one row: there is nothing to compare", () => {
    const one = Object.fromEntries(Object.entries(plain).map(([name, values]) => [name, values.slice(0, 1)]));
    expect(refusal(one)).toEqual(["unusable", "attribute group has one group only"]);
  });

  it("one row in each group: every rate has an interval, and no gate passes", () => {
    const two = Object.fromEntries(Object.entries(plain).map(([name, values]) => [name, values.slice(0, 2)]));
    const record = audit(two);
    expect(find(record, "selection_rate")).toMatchObject({ n: 1, value: 1, ...wilson([1, 1], 1 - 0.95) });
    expect(find(record, "mean_score")).toMatchObject({ low: null, high: null, reason: "a single row has no spread" });
    expect(record.verdict).toBe("undecided");
  });

  it("no row", () => {
    expect(refusal({ label: [], prediction: [], score: [], group: [] })).toEqual(["unusable", "the table has no rows"]);
  });

  it("a group without any row that can be audited stays, undefined, with its rows counted", () => {
    const record = audit({
      label: plain.label.map((label, row) => (row % 4 === 0 ? null : label)),
      group: column((row) => ["c", "a", "b", "a"][row % 4]),
    });
    expect(record.exclusions).toContainEqual({ reason: "missing_label", attribute: "group", group: "c", rows: 10 });
    expect(find(record, "selection_rate", "c")).toMatchObject({ n: 0, status: "undefined", value: null });
    expect(record.verdict).not.toBe("pass");
  });

  it("all labels positive: what needs a negative is undefined, with its reason", () => {
    const record = audit({ label: column(() => true) });
    expect(find(record, "true_positive_rate")).toMatchObject({ value: 0.4, numerator: 8, denominator: 20 });
    expect(find(record, "false_positive_rate")).toMatchObject({
      status: "undefined",
      value: null,
      reason: "no negatives in group",
    });
    expect(find(record, "roc_auc")).toMatchObject({ status: "undefined", value: null });
  });

  it("all predictions positive", () => {
    const record = audit({ prediction: column(() => true) });
    expect(find(record, "selection_rate")).toMatchObject({ value: 1, ...wilson([20, 20], 1 - 0.95) });
    expect(
      record.disparities.find(({ disparity, metric }) => disparity === "max_difference" && metric === "selection_rate"),
    ).toMatchObject({ value: 0, low: 0 });
  });

  it("equal scores: an area of one half, with an interval", () => {
    const { value, low, high } = find(audit({ score: column(() => 0.5) }), "roc_auc")!;
    expect(value).toBe(0.5);
    expect([low! > 0, low! < 0.5, high! > 0.5, high! < 1]).toEqual([true, true, true, true]);
  });

  it.each([
    ["everywhere", 0, "error"],
    ["in one group", 1, "undecided"],
  ])("weights of zero %s: undefined, and the gate does not pass", (_, other, verdict) => {
    const record = audit({ weight: column((row) => (row % 2) * other) }, { weight: "weight" });
    expect(find(record, "selection_rate")).toMatchObject({
      status: "undefined",
      value: null,
      reason: "no rows in group",
    });
    expect(record.verdict).toBe(verdict);
  });

  it("weights of 1e12 are the same as weights of 1", () => {
    const of = (weight: number) =>
      find(audit({ weight: column(() => weight) }, { weight: "weight" }), "selection_rate")!;
    const [heavy, light] = [of(1e12), of(1)];
    expect(heavy.value).toBe(light.value);
    // Sums of squares of 1e24 are rounded to doubles once: 1e-15 of their size, and a few operations more.
    expect(heavy.low).toBeCloseTo(light.low!, 12);
    expect(heavy.high).toBeCloseTo(light.high!, 12);
  });

  it("a table of counts of 1e12 people, read from a file", async () => {
    const cells = [
      "group,label,prediction,score,n",
      "a,1,1,0.75,400000000000",
      "a,0,0,0.25,600000000000",
      "b,1,1,0.75,400000000001",
      "b,0,0,0.25,599999999999",
    ];
    const folder = temporaryFolder();
    const suite = suiteOf({
      folder,
      sources: [written(folder, "cells.csv", `${cells.join("\n")}\n`)],
      dataset: { count: "n" },
      attributes: ["group"],
      models: [{ prediction: "prediction", score: "score" }],
    });
    const gates = spec.gates!.map((gate) => ({ ...gate, attribute: "group" }));
    const measured = await measuredOf(suite);
    const record = judge(findings({ ...suite, gates }, measured, { seed: 1, toolVersion: "0.0.0" }));
    expectPlain(record);
    expect(find(record, "selection_rate")).toMatchObject({ n: 1e12, value: 0.4, numerator: 4e11 });
    const { low, high } = find(record, "selection_rate")!;
    // 1.96 · √(0.24 / 1e12), to two digits.
    expect([low! - 0.4, high! - 0.4].map((half) => half * 1e7)).toEqual([
      expect.closeTo(-9.6, 1),
      expect.closeTo(9.6, 1),
    ]);
    expect(find(record, "roc_auc")).toMatchObject({ value: 1, low: expect.closeTo(1, 9) });
    expect(record.disparities.find(({ disparity }) => disparity === "max_difference")?.value).toBeCloseTo(1e-12, 15);
    expect(record.verdict).toBe("pass");
  });

  it.each([
    ["1e-300", 1e-300, 0],
    ["-1e-300", -1e-300, 3],
  ])("scores around %s keep their order, whatever their size", (_, size, shift) => {
    const score = (scale: number) => column((row) => ((row % 7) - shift) * scale);
    const of = (scale: number) =>
      audit({ score: score(scale) }, { threshold: 0, metrics: ["roc_auc"] }).groups.map(({ value, low, high }) => [
        value,
        low,
        high,
      ]);
    expect(of(size)).toEqual(of(Math.sign(size)));
  });

  it("one unit: an interval over almost the whole range, for one unit says next to nothing", () => {
    const record = audit({ customer: column(() => 1) }, { unit: "customer" });
    const { value, low, high, units } = find(record, "selection_rate")!;
    expect([value, units]).toEqual([0.4, 1]);
    expect([low! < 0.01, high! > 0.99]).toEqual([true, true]);
    const area = find(record, "roc_auc")!;
    expect([area.low! < 0.1, area.high! > 0.9]).toEqual([true, true]);
    expect(record.verdict).toBe("undecided");
  });

  it.each<[string, object, Partial<TableSpec>, string, RegExp]>([
    ["no group known", { group: column(() => null) }, {}, "unusable", /^attribute group has no value in any row$/],
    ["one group", { group: column(() => "a") }, {}, "unusable", /^attribute group has one group only$/],
    ["no label", { label: column(() => null) }, {}, "unusable", /^no row is left to audit/],
    [
      "an infinite score",
      { score: column((row) => (row === 3 ? Infinity : 0)) },
      {},
      "unusable",
      /^row 4, column "score"\n.*not finite$/,
    ],
    [
      "a negative weight",
      { weight: column(() => -1) },
      { weight: "weight" },
      "unusable",
      /\nexpected a weight, found a negative number/,
    ],
    ["unequal lengths", { group: ["a", "b"] }, {}, "usage", /^column "group" has 2 values, the first column 40$/],
    [
      "a text for a column",
      { group: "ab" },
      {},
      "usage",
      /^column "group": expected an array, a typed array or an Arrow vector, found "ab"$/,
    ],
    ["nothing for a column", { group: undefined }, {}, "usage", /^column "group": expected an array.*found nothing$/],
    [
      "maps in a column",
      { group: column(() => ({})) },
      {},
      "usage",
      /holds a value that is no text, number, boolean, date or null$/,
    ],
    [
      "labels without end",
      { label: column((row) => row) },
      {},
      "unusable",
      /^the label has 40 values \(content withheld\)/,
    ],
    [
      "a column that is not there",
      {},
      { label: "labels" },
      "usage",
      /^no column "labels" in the table; did you mean "label"\?$/,
    ],
    [
      "a column like no other",
      {},
      { label: "churned" },
      "usage",
      /^no column "churned" in the table; it has "label", "prediction", "score", "group"$/,
    ],
  ])("refuses %s", (_, columns, asked, kind, message) => {
    const [found, text] = refusal(columns, asked);
    expect(found).toBe(kind);
    expect(text).toMatch(message);
  });

  it("refuses a list of rows, and says how they become columns", () => {
    const list = [{ label: true }] as unknown as Parameters<typeof evaluateTable>[0];
    expect(() => evaluateTable(list, spec)).toThrow(/^expected a table: columns by name, .*; found a list$/);
  });

  it("10,000 groups", { timeout: 300_000 }, () => {
    const groups = 10_000;
    const of = <Value>(value: (row: number) => Value): Value[] =>
      Array.from({ length: 2 * groups }, (_, row) => value(row));
    const record = evaluateTable(
      { prediction: of((row) => row < groups || row === groups), group: of((row) => `g${row % groups}`) },
      { prediction: "prediction", protected: ["group"], metrics: ["selection_rate"], min_group: 1 },
    );
    expect(record.groups).toHaveLength(groups + 1);
    expect(find(record, "selection_rate", "g1")).toMatchObject({ value: 0.5, ...wilson([1, 2], 1 - 0.95) });
    expect(record.disparities.find(({ disparity }) => disparity === "max_difference")).toMatchObject({
      value: 0.5,
      low: 0,
      group: "g1",
      reference: "g0",
    });
  });
});
