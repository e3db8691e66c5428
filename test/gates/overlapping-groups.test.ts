import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";
import { scoreDifference } from "../../src/stats/score-difference.js";

/** Rows with these tags, `x` of `n` predicted positive. */
const rows = (tags: string, x: number, n: number) =>
  Array.from({ length: n }, (_, i) => ({ tags, prediction: i < x ? 1 : 0, label: i % 2 }));

const all = [...rows("a;b", 300, 500), ...rows("a", 250, 500), ...rows("b", 100, 500), ...rows("c", 120, 500)];
const column = (name: "tags" | "prediction" | "label") => all.map((row) => row[name]);
const table = { tags: column("tags"), prediction: column("prediction"), label: column("label") };
const audit = (disparity: string) =>
  evaluateTable(table, {
    label: "label",
    prediction: "prediction",
    protected: [{ name: "tags", separator: ";" }],
    metrics: ["selection_rate"],
    gates: [{ metric: "selection_rate", attribute: "tags", disparity, at_most: 0.2 }],
  });

describe("groups that overlap", () => {
  it("are compared with everybody without the tag, and with nothing else", () => {
    const record = audit("difference_to_rest");
    expect(new Set(record.disparities.map(({ disparity }) => disparity))).toEqual(
      new Set(["difference_to_rest", "ratio_to_rest"]),
    );
    const row = record.disparities.find(({ group, disparity }) => group === "a" && disparity === "difference_to_rest");
    expect(row).toMatchObject({ reference: null, basis: [220, 1000] });
    expect(row?.value).toBeCloseTo(0.55 - 0.22, 12);
  });

  it("are judged by the counts of those without the tag, not by the sum of all other groups", () => {
    const [gate] = audit("difference_to_rest").gates;
    expect(gate).toMatchObject({ verdict: "fail", group: "a", reference: null });
    expect(gate?.value).toBeCloseTo(0.33, 12);
    // The failing bound is where the score statistic of 550/1000 against 220/1000 reaches its critical value: below the value, above 0.2.
    const { z } = scoreDifference(550, 1000, 220, 1000, gate?.low as number);
    expect(z).toBeGreaterThan(1.6);
    expect(gate?.low).toBeGreaterThan(0.28);
  });

  it("have no largest difference to judge", () => {
    expect(() => audit("max_difference")).toThrow("groups of tags overlap");
  });
});
