import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";

describe("scores of classes", () => {
  const rows = 60;
  const labels = Array.from({ length: rows }, (_, row) => ["a", "b", "c"][row % 3]!);
  const table = (scale: number, shift: number) => ({
    gender: labels.map((_, row) => (row % 2 === 0 ? "f" : "m")),
    label: labels,
    ...Object.fromEntries(
      ["a", "b", "c"].map((name) => [
        `q_${name}`,
        Float64Array.from(labels, (label) => scale * Number(label === name) + shift),
      ]),
    ),
  });
  const spec = {
    label: "label",
    scores: { a: "q_a", b: "q_b", c: "q_c" },
    protected: ["gender"],
    metrics: ["roc_auc"],
  };
  const caution = (scale: number, shift = 0) =>
    evaluateTable(table(scale, shift), spec).warnings.find(({ code }) => code === "class_scores_outside");
  it("outside 0 to 1 are told of, and probabilities are not", () => {
    expect(caution(3)?.values).toEqual({ model: expect.any(String) });
    expect(caution(1, -0.5)).toBeDefined();
    expect(caution(1)).toBeUndefined();
  });
});
