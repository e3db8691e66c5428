import { describe, expect, it } from "vitest";
import { evaluateTable } from "../../src/evaluate-table.js";

const rows = 120;
const gender = Array.from({ length: rows }, (_, row) => (row % 3 === 0 ? "f" : "m"));
const label = Array.from({ length: rows }, (_, row) => Number(row % 4 < 2));
const score = Float64Array.from({ length: rows }, (_, row) => ((row * 37) % 100) / 100);
const base = { label: "label", protected: ["gender"] };

/** |share of f at or above − share of m at or above|, plainly, at a limit. */
const gapAt = (limit: number): number => {
  const share = (name: string) => {
    const own = [...score].filter((_, row) => gender[row] === name);
    return own.filter((value) => value >= limit).length / own.length;
  };
  return Math.abs(share("f") - share("m"));
};

describe("compatibility figures over scores", () => {
  it("are made of the score tables, also where no metric asks for them, and stand beside those of counts", () => {
    const spec = { ...base, score: "score", metrics: ["selection_rate"] };
    const { compatibility = [] } = evaluateTable(
      { gender, label, score },
      { ...spec, compatibility: ["holistic.*", "aif360.ot_distance", "fairlearn.roc_auc_score_group_min"] },
    );
    const of = (name: string) => compatibility.filter(({ figure }) => figure === name);
    expect(of("holistic.statistical_parity_auc").map(({ group }) => group)).toEqual(["f"]);
    expect(of("aif360.ot_distance").map(({ group, status }) => [group, status])).toEqual([
      ["f", "ok"],
      ["m", "ok"],
    ]);
    expect(of("fairlearn.roc_auc_score_group_min")).toHaveLength(1);
    expect(of("holistic.statistical_parity")).toHaveLength(1);
    const widest = Math.max(...[...score].map(gapAt));
    expect(of("holistic.max_statistical_parity")[0]!.value).toBeLessThanOrEqual(widest + 1e-12);
    expect(of("holistic.max_statistical_parity")[0]!.value).toBeGreaterThan(0.8 * widest);
    // Rows kept for explaining are not there, so neighbours are left out without a word.
    expect(of("holistic.consistency")).toEqual([]);
  });
  it("of a regression are those of its numbers, and no others", () => {
    const spec = { label: "amount", prediction: "score", protected: ["gender"], task: "regression" as const };
    const table = { gender, amount: score, score };
    const { compatibility = [] } = evaluateTable(table, { ...spec, compatibility: ["holistic.*"] });
    expect([...new Set(compatibility.map(({ figure }) => figure))].toSorted()).toEqual(
      ["avg_score_diff", "avg_score_ratio", "max_statistical_parity", "statistical_parity_auc", "zscore_diff"].map(
        (name) => `holistic.${name}`,
      ),
    );
    expect(() => evaluateTable(table, { ...spec, compatibility: ["clarify.dpl"] })).toThrow(/this is a regression/);
    expect(() => evaluateTable(table, { ...spec, compatibility: ["holistic.zscore_diff", "holistic.abroca"] })).toThrow(
      /holistic.abroca is of two classes, and this is a regression/,
    );
  });
  it("named ones are refused without a score, a label, or rows kept for explaining", () => {
    const predicted = { ...base, prediction: "label" };
    const asked = (compatibility: string[], spec: object = predicted) =>
      evaluateTable({ gender, label, score }, { ...(spec as typeof predicted), compatibility });
    expect(() => asked(["holistic.zscore_diff"])).toThrow(/needs a score, and no model gives one/);
    expect(() => asked(["aif360.ot_distance"], { score: "score", protected: ["gender"] })).toThrow(/needs a label/);
    expect(() => asked(["aif360.consistency"])).toThrow(/needs `explain`/);
  });
  it("say in their note that rows left to somebody else count as they would have been decided", () => {
    const spec = { ...base, score: "score", abstain_below: 0.6, compatibility: ["clarify.dppl"] };
    const { compatibility = [] } = evaluateTable({ gender, label, score }, spec);
    expect(compatibility[0]!.note).toMatch(/; rows left to somebody else count as they would have been decided$/);
    const all = evaluateTable({ gender, label, score }, { ...base, score: "score", compatibility: ["clarify.dppl"] });
    expect(compatibility.map(({ value }) => value)).toEqual(all.compatibility!.map(({ value }) => value));
  });
});
