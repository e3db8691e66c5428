import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";
import { parseRecord } from "../../src/record/read.js";
import type { RunRecord } from "../../src/record/run-record.js";
import { betaQuantile } from "../../src/stats/beta-quantile.js";
import { shrinkRates } from "../../src/stats/index.js";

/** Rows per combination as [predicted positive, rows]; every second row is labelled positive. */
type Counts = Readonly<Record<string, readonly [number, number]>>;

const counts: Counts = {
  "f × n": [30, 60],
  "f × s": [4, 6],
  "f × (unknown)": [3, 9],
  "m × n": [20, 80],
  "m × s": [1, 12],
  "m × w": [2, 4],
};

function columnsOf(all: Counts) {
  const rows = Object.entries(all).flatMap(([group, [positive, n]]) => {
    const [gender, region] = group.split(" × ").map((part) => (part === "(unknown)" ? null : part));
    return Array.from({ length: n }, (_, i) => ({ gender, region, prediction: i < positive, label: i % 2 === 0 }));
  });
  return {
    gender: rows.map(({ gender }) => gender),
    region: rows.map(({ region }) => region),
    prediction: rows.map(({ prediction }) => prediction),
    label: rows.map(({ label }) => label),
  };
}

const spec = {
  label: "label",
  prediction: "prediction",
  protected: ["gender", "region"],
  intersections: [["gender", "region"]],
  metrics: ["selection_rate", "f1"],
};

const shrunkenOf = (record: RunRecord) => record.shrunken.filter(({ metric }) => metric === "selection_rate");

describe("record.shrunken", () => {
  const record = evaluateTable(columnsOf(counts), spec);

  it("has each known combination's rate, drawn towards the others by the formula of stats", () => {
    const known = Object.entries(counts).filter(([group]) => !group.includes("unknown"));
    const rates = shrinkRates(
      known.map(([, [successes, trials]]) => ({ successes, trials })),
      1 - 0.95,
    )!;
    const rows = shrunkenOf(record);
    expect(rows.map(({ group }) => group)).toEqual(known.map(([group]) => group));
    for (const [i, row] of rows.entries()) {
      expect(row).toEqual({
        model: "model",
        metric: "selection_rate",
        attribute: "gender × region",
        group: known[i]![0],
        class: null,
        stratum: null,
        n: known[i]![1][1],
        value: rates[i]!.value,
        low: rates[i]!.low,
        high: rates[i]!.high,
        interval: "beta_binomial",
        basis: rates[i]!.posterior,
      });
      expect(row.low).toBe(betaQuantile((1 - 0.95) / 2, row.basis[0]!, row.basis[1]!));
    }
    const raw = record.groups.find(({ metric, group }) => metric === "selection_rate" && group === "f × s")!;
    expect(rows.find(({ group }) => group === "f × s")!.value).toBeLessThan(raw.value!);
    expect(parseRecord(JSON.stringify(record), "run.json").shrunken).toEqual(record.shrunken);
  });

  it("is for combinations of attributes, and for shares alone", () => {
    expect(new Set(record.shrunken.map(({ attribute }) => attribute))).toEqual(new Set(["gender × region"]));
    expect(new Set(record.shrunken.map(({ metric }) => metric))).toEqual(new Set(["selection_rate"]));
  });

  it("knows nothing of hidden combinations: another count in one changes no row", () => {
    const many: Counts = {
      ...{ "f × n": [30, 60], "f × s": [14, 30], "f × w": [20, 44] },
      ...{ "m × n": [20, 80], "m × s": [10, 32], "m × w": [12, 40] },
      ...{ "x × n": [10, 30], "x × s": [1, 3], "x × w": [15, 50] },
    };
    const rows = (hidden: readonly [number, number]) => {
      const made = evaluateTable(columnsOf({ ...many, "x × s": hidden }), { ...spec, suppress_below: 5 });
      const shown = made.groups.filter((row) => row.metric === "selection_rate" && row.attribute === "gender × region");
      return { rows: shrunkenOf(made), shown: shown.filter(({ status }) => status === "ok") };
    };
    const [one, other] = [rows([0, 3]), rows([3, 3])];
    expect(one.shown.length).toBeGreaterThanOrEqual(2);
    expect(one.shown.length).toBeLessThan(9);
    expect(one.rows.map(({ group }) => group)).toEqual(one.shown.map(({ group }) => group));
    expect(other.rows).toEqual(one.rows);
  });

  it("counts rows of units and weighted rows by their effective number", () => {
    const columns = columnsOf({ ...counts, "f × (unknown)": [0, 0] });
    const weights = columns.label.map((_, i) => 1 + (i % 3));
    const weighted = evaluateTable({ ...columns, weights }, { ...spec, weight: "weights" });
    const basis = weighted.groups.filter(
      ({ metric, attribute }) => metric === "selection_rate" && attribute === "gender × region",
    );
    const rates = shrinkRates(
      basis.map((row) => ({ successes: row.basis![0]! * row.basis![1]!, trials: row.basis![1]! })),
      1 - 0.95,
    )!;
    expect(basis.every(({ interval }) => interval === "wilson_effective")).toBe(true);
    expect(shrunkenOf(weighted).map(({ value }) => value)).toEqual(rates.map(({ value }) => value));
    const width = (made: RunRecord) => shrunkenOf(made).reduce((sum, { low, high }) => sum + high - low, 0);
    expect(width(weighted)).toBeGreaterThan(width(record));
    const units = columns.label.map((_, i) => i >> 1);
    expect(shrunkenOf(evaluateTable({ ...columns, units }, { ...spec, unit: "units" }))).toHaveLength(5);
  });

  it("is left out, with one caution, where units stand in several combinations", () => {
    const columns = columnsOf(counts);
    const units = columns.label.map((_, i) => i % 40);
    const made = evaluateTable({ ...columns, units }, { ...spec, unit: "units" });
    expect(made.shrunken).toEqual([]);
    expect(made.warnings.filter(({ code }) => code === "not_shrunken")).toEqual([
      { code: "not_shrunken", values: { attribute: "gender × region" } },
    ]);
    expect(record.warnings.map(({ code }) => code)).not.toContain("not_shrunken");
  });
});
