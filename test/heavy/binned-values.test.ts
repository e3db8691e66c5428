import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";

const groups = (rows: number) => Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? "f" : "m"));

describe("numbers in bins", () => {
  it("are told of with how far a difference can be moved: half a bin of either", () => {
    // 1,100 × 1,000 pairs are more than are counted one by one.
    const rows = 1_100_000;
    const label = Float64Array.from({ length: rows }, (_, row) => row % 1_000);
    const prediction = Float64Array.from({ length: rows }, (_, row) => Math.floor(row / 1_000) / 10);
    const columns = { gender: groups(rows), label, prediction };
    const spec = { label: "label", prediction: "prediction", protected: ["gender"], task: "regression" as const };
    const { warnings } = evaluateTable(columns, { ...spec, metrics: ["mean_absolute_error"] });
    const found = warnings.find(({ code }) => code === "binned_values")!;
    expect(found.values.bins).toBe(1024);
    // The ranges are 999 and 109.9, of which a 1024th is a bin.
    expect(found.values.largest_error).toBeCloseTo((999 + 109.9) / 1024 / 2, 9);
    const few = evaluateTable(
      { gender: groups(99), label: label.slice(0, 99), prediction: prediction.slice(0, 99) },
      { ...spec, metrics: ["mean_absolute_error"] },
    );
    expect(few.warnings.some(({ code }) => code === "binned_values")).toBe(false);
  });
});
