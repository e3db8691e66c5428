import { expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";

it("the caution of binned scores is of the scores, whatever other distribution is measured first", () => {
  const rows = 70_000;
  const score = Float64Array.from({ length: rows }, (_, row) => ((row * 7919) % 1_000_003) / 1_000_003);
  const columns = {
    gender: Array.from(score, (_, row) => (row % 3 === 0 ? "f" : "m")),
    label: Array.from(score, (value, row) => (row % 5 === 0) !== value > 0.9),
    sure: Array.from(score, (_, row) => (row % 4) / 4),
    score,
  };
  const spec = { label: "label", score: "score", confidence_column: "sure", protected: ["gender"] };
  const caution = (metrics: string[]) =>
    evaluateTable(columns, { ...spec, metrics }).warnings.find(({ code }) => code === "binned_scores");
  const alone = caution(["roc_auc"]);
  expect(alone?.values.bins).toBe(2 ** 16);
  expect(alone?.values.largest_error).toBeGreaterThan(0);
  expect(caution(["risk_coverage_area", "roc_auc"])).toEqual(alone);
});
