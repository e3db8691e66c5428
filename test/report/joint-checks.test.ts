import { describe, expect, it } from "vitest";
import { renderReport } from "../../src/report/render.js";
import { checkWords } from "../../src/report/wording.js";
import type { GateFileSpec } from "../../src/suite/suite.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf } from "../runner/audit.js";

const cells = (group: string, tp: number, fp: number, fn: number, tn: number): Row[] => [
  { groups: [group], strata: ["s"], label: 1, prediction: 1, times: tp },
  { groups: [group], strata: ["s"], label: 0, prediction: 1, times: fp },
  { groups: [group], strata: ["s"], label: 1, prediction: 0, times: fn },
  { groups: [group], strata: ["s"], label: 0, prediction: 0, times: tn },
];

const gates: GateFileSpec[] = ["equalized_odds", "average_odds", "differential_fairness", "amplification"].map(
  (disparity) => ({ attribute: "group", disparity, at_most: 0.1 }),
);
const record = auditOf([...cells("a", 320, 120, 80, 480), ...cells("b", 150, 140, 150, 560)], {
  attributes: ["group"],
  strata: ["kind"],
  suite: { gates, attributes: [{ name: "group", reference: "a" }] },
});
const wordsOf = (disparity: string) =>
  checkWords(record, record.gates.find((gate) => gate.disparity === disparity) as (typeof record.gates)[number]);

describe("a check over several metrics", () => {
  it("is told by its disparity, and by the metric that makes the gap", () => {
    expect(wordsOf("equalized_odds")).toMatchObject({
      title: "Gap in hits or false alarms (equalized odds), by group",
      gap: "30.0 pt",
      limit: "max 10",
      detail: "b against a: 50.0% of 300, 80.0% of 400",
    });
  });

  it("has no values of two groups beside it where no single metric makes the gap", () => {
    expect(wordsOf("average_odds").detail).toBe("b against a");
    expect(wordsOf("differential_fairness")).toMatchObject({ detail: "b against a", limit: "max 0.1" });
    expect(wordsOf("differential_fairness").gap).toMatch(/^0\.\d+$/);
  });

  it("keeps the sign of a gap that shrank", () => {
    // Labels: 0.4 against 0.3; predictions: 0.44 against 0.29.
    expect(wordsOf("amplification").gap).toBe("5.0 pt");
    const narrowed = auditOf([...cells("a", 300, 50, 100, 550), ...cells("b", 250, 90, 50, 610)], {
      attributes: ["group"],
      suite: { gates: gates.slice(3), attributes: [{ name: "group", reference: "a" }] },
    });
    expect(checkWords(narrowed, narrowed.gates[0] as (typeof narrowed.gates)[number]).gap).toMatch(/^[-−]/);
  });

  it("stands in the report with all comparisons over several metrics, and those within strata", async () => {
    const html = await renderReport(record);
    for (const words of ["Comparisons over several measures", "Comparisons within strata", "equalized odds"])
      expect(html).toContain(words);
  });
});
