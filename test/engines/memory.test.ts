import { describe, expect, it } from "vitest";
import { Failure } from "../../src/core/errors.js";
import { type ColumnsSpec, countColumns } from "../../src/engines/memory.js";

const columns = {
  label: [1, 0, 1, 0],
  prediction: [true, false, false, true],
  score: Float64Array.of(0.9, 0.2, 0.4, 0.6),
  gender: ["f", "m", "f", null],
  age: Int32Array.of(20, 30, 40, 50),
  w: [1, 2, 1, 0.5],
  unit: [1n, "1", 2, 2],
};

describe("countColumns(columns, spec)", () => {
  it("counts plain and typed arrays, their missing values and their weights", () => {
    const { counts, rowsKept, units, hasScore, decision } = countColumns(columns, {
      label: "label",
      prediction: "prediction",
      score: "score",
      weight: "w",
      unit: "unit",
      protected: ["gender"],
    });
    const { cells } = counts;
    expect([cells.levels, cells.classes]).toEqual([[["f", "m", "(unknown)"]], ["0", "1"]]);
    expect([
      [...cells.level[0]!],
      [...cells.label],
      [...cells.prediction],
      [...cells.n],
      [...cells.w],
      [...cells.w2],
    ]).toEqual([
      [0, 0, 1, 2],
      [1, 1, 0, 0],
      [0, 1, 0, 1],
      [1, 1, 1, 1],
      [1, 1, 2, 0.5],
      [1, 1, 4, 0.25],
    ]);
    // Fixed point is off by 2^-41 at most.
    [0.4, 0.9, 0.4, 0.3].forEach((sum, cell) => {
      expect(Math.abs(cells.ws[cell]! - sum)).toBeLessThanOrEqual(2 ** -41);
    });
    // 1n, "1" and 1 name one unit, as they would in a file.
    expect([rowsKept, units, hasScore, decision]).toEqual([4, 2, true, null]);
  });

  it("applies bins, maps and thresholds", () => {
    const spec: ColumnsSpec = {
      label: "label",
      score: "score",
      threshold: { top: 1 },
      protected: [{ name: "band", column: "age", bins: [20, 35, 45], map: { "20–34": "young" } }],
    };
    const { counts, warnings, decision } = countColumns(columns, spec);
    expect(counts.cells.levels).toEqual([["35–45", "young", "(unknown)"]]);
    expect(counts.cells.prediction.reduce((sum, predicted, cell) => sum + predicted * counts.cells.n[cell]!, 0)).toBe(
      1,
    );
    expect([warnings, decision]).toEqual([[{ code: "outside_bins", values: { attribute: "band", rows: 1 } }], "top 1"]);
  });

  it("leaves rows out and counts them by group", () => {
    const { exclusions, rowsKept } = countColumns(
      { ...columns, label: [1, null, 0, undefined] },
      { label: "label", prediction: "prediction", protected: [{ name: "age" }] },
    );
    expect(rowsKept).toBe(2);
    expect(exclusions.map(({ group, rows }) => [group, rows])).toEqual([
      [null, 2],
      ["30", 1],
      ["50", 1],
    ]);
  });

  it.each<[string, Partial<typeof columns> | Record<string, unknown[]>, Partial<ColumnsSpec>, string, RegExp]>([
    ["no decision", {}, { prediction: undefined }, "usage", /prediction or a score/],
    ["an unknown column", {}, { label: "labl" }, "usage", /no column "labl" in the table; it has label, prediction/],
    ["columns that objects inherit", {}, { label: "toString" }, "usage", /no column "toString"/],
    ["unequal lengths", { gender: ["f", "m"] }, {}, "usage", /column "gender" has 2 values, the first column 4/],
    [
      "values that are no scalars",
      { gender: [{}, "m", "f", "f"] },
      {},
      "usage",
      /no text, number, boolean, date or null/,
    ],
    [
      "texts for weights",
      { w: ["SECRET", 1, 1, "x"] },
      { weight: "w" },
      "unusable",
      /^row 1, column "w"\nexpected a number, found text; 1 more row: 4$/,
    ],
    [
      "missing weights",
      { w: [1, null, 1, 1] },
      { weight: "w" },
      "unusable",
      /^row 2, column "w"\nexpected a weight, found a missing value$/,
    ],
    ["NaN for a weight", { w: [1, Number.NaN, 1, 1] }, { weight: "w" }, "unusable", /a value that is not finite/],
    ["NaN for a score", { score: [0.5, Number.NaN, 1, 1] }, { score: "score" }, "unusable", /^row 2, column "score"/],
    [
      "a score above 1 without a threshold",
      { score: [0.5, 7, 1, 1] },
      { score: "score", prediction: undefined },
      "unusable",
      /^row 2, column "score"\nexpected a probability/,
    ],
    ["one group only", { gender: ["f", "f", null, null] }, {}, "unusable", /attribute gender has one group only/],
    ["no rows", Object.fromEntries(Object.keys(columns).map((name) => [name, []])), {}, "unusable", /no rows/],
  ])("refuses %s", (_, changed, spec, kind, message) => {
    try {
      countColumns(
        { ...columns, ...changed },
        { label: "label", prediction: "prediction", protected: ["gender"], ...spec },
      );
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(Failure);
      expect((error as Failure).kind).toBe(kind);
      expect((error as Failure).message).toMatch(message);
    }
  });

  it("adds up weights exactly, in any order", () => {
    const weights = Array.from({ length: 10_000 }, (_, row) => (row % 7) / 10 + 1e-7);
    const of = (w: readonly number[]) => {
      const half = (row: number) => (row % 2 === 0 ? "f" : "m");
      const { cells } = countColumns(
        { label: w.map(() => 1), prediction: w.map(() => 1), g: w.map((_, row) => half(row)), w },
        { label: "label", prediction: "prediction", weight: "w", protected: ["g"] },
      ).counts;
      return cells.w[0]! + cells.w[1]!;
    };
    expect(of(weights)).toBe(of([...weights].reverse()));
  });
});
