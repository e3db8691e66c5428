import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { evaluateTable, type TableColumns } from "../../src/evaluate-table.js";
import { runRecordSchema } from "../../src/record/run-record.js";

describe("evaluateTable(columns, spec)", () => {
  it("audits three rows, as the documentation shows it", () => {
    const record = evaluateTable(
      {
        label: [1, 0, 1],
        prediction: [1, 0, 0],
        score: Float64Array.of(0.9, 0.2, 0.4),
        gender: ["f", "m", "f"],
        w: [1, 2, 1],
      },
      {
        label: "label",
        prediction: "prediction",
        score: "score",
        weight: "w",
        protected: ["gender"],
        metrics: ["true_positive_rate"],
        gates: [],
      },
    );
    const of = (group: string) =>
      record.groups.find((row) => row.metric === "true_positive_rate" && row.group === group);
    expect(of("f")).toMatchObject({
      value: 0.5,
      n: 2,
      numerator: 1,
      denominator: 2,
      status: "ok",
      interval: "wilson_effective",
    });
    expect(of("f")?.low).toBeGreaterThanOrEqual(0);
    expect(of("f")?.high).toBeLessThanOrEqual(1);
    expect(of("m")).toMatchObject({ value: null, n: 1, status: "undefined", reason: "no positives in group" });
    expect(record).toMatchObject({
      verdict: "none",
      suite: { suppress_below: 0, sha256: null, name: "table" },
      data: { format: "table", rows_read: 3, rows_kept: 3, sha256: null },
    });
    expect(runRecordSchema.parse(record)).toEqual(record);
  });

  const size = 400;
  const columns = {
    label: Array.from({ length: size }, (_, i) => i % 3 === 0),
    score: Float64Array.from({ length: size }, (_, i) => ((i * 37) % 100) / 100),
    gender: Array.from({ length: size }, (_, i) => ["f", "m", null][i % 7 === 0 ? 2 : i % 2]),
    region: Array.from({ length: size }, (_, i) => ["n", "s"][i % 4 === 0 ? 0 : 1]),
    customer: Array.from({ length: size }, (_, i) => i >> 1),
  };
  const spec = { label: "label", score: "score", protected: ["gender", "region"] };

  it("judges gates, and takes a threshold, units, intersections and a reference group", () => {
    const record = evaluateTable(columns, {
      ...spec,
      unit: "customer",
      threshold: 0.3,
      favourable: true,
      protected: [{ name: "sex", column: "gender", reference: "m" }, "region"],
      intersections: [["sex", "region"]],
      gates: [{ metric: "favourable_rate", attribute: "*", disparity: "min_ratio", at_least: 0.1 }],
    });
    expect(record.gates.map(({ id }) => id)).toEqual([
      "favourable_rate.sex.min_ratio",
      "favourable_rate.region.min_ratio",
    ]);
    expect(record.attributes[0]).toMatchObject({
      name: "sex",
      column: "gender",
      reference: "m",
      reference_by: "named",
      groups: ["f", "m", "(unknown)"],
    });
    expect(record.models[0]?.decision).toContain("0.3");
    expect(record.data.units).toBe(200);
    const selected = columns.score.filter((score) => score >= 0.3).length;
    expect(
      record.groups.find(({ metric, attribute }) => metric === "favourable_rate" && attribute === null),
    ).toMatchObject({ numerator: selected, denominator: size });
    expect(record.warnings.map(({ code }) => code)).not.toContain("data_not_pinned");
  });

  it("adds the intersections that a gate names", () => {
    const gate = { metric: "accuracy", disparity: "max_difference", at_most: 0.5 };
    const gates = [
      { ...gate, attribute: ["gender", "region"] },
      { ...gate, attribute: "gender × region", id: "again" },
    ];
    const record = evaluateTable(columns, { ...spec, metrics: ["accuracy"], gates });
    expect(record.gates.map(({ id, attribute }) => [id, attribute])).toEqual([
      ["accuracy.gender × region.max_difference", "gender × region"],
      ["again", "gender × region"],
    ]);
    expect(new Set(record.groups.map(({ attribute }) => attribute))).toEqual(
      new Set([null, "gender", "region", "gender × region"]),
    );
    expect(() => evaluateTable(columns, { ...spec, gates: [{ ...gate, attribute: "gender × age" }] })).toThrow(
      /no attribute|unknown attribute/,
    );
  });

  it("takes an Arrow table and a DataFrame by their shape", () => {
    const plain = evaluateTable(columns, spec);
    // A text (5): given value by value, as a dictionary of texts would be.
    const vectorOf = (values: ArrayLike<unknown>) => ({
      length: values.length,
      nullCount: 0,
      type: { typeId: 5 },
      get: (row: number) => values[row],
    });
    const arrow = {
      schema: { fields: Object.keys(columns).map((name) => ({ name })) },
      getChild: (name: string) => vectorOf(columns[name as keyof typeof columns]),
    };
    class Frame {
      get columns() {
        return Object.keys(columns);
      }
      get values() {
        return columns.label.map((_, row) => Object.values(columns).map((values) => values[row]));
      }
    }
    expect(evaluateTable(arrow as unknown as TableColumns, spec)).toEqual(plain);
    expect(evaluateTable(new Frame(), spec)).toEqual(plain);
  });

  it("hides small groups when it is told to", () => {
    const tiny = { ...columns, gender: columns.gender.map((value, i) => (i < 3 ? "x" : value)) };
    const record = evaluateTable(tiny, { ...spec, suppress_below: 5 });
    expect(record.population.find(({ group }) => group === "x")).toMatchObject({ status: "suppressed", n: null });
    expect(evaluateTable(tiny, spec).population.find(({ group }) => group === "x")).toMatchObject({ n: 3 });
  });

  it("says which column there is not, and what it may have been", () => {
    expect(() => evaluateTable(columns, { ...spec, protected: ["gendr"] })).toThrow(
      'no column "gendr" in the table; did you mean "gender"?',
    );
    expect(() => evaluateTable(columns, { ...spec, metrics: ["f2"] })).toThrow(Failure);
  });
});
