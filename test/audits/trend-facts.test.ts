import { describe, expect, it } from "vitest";
import { type ComparedPair, trendFacts } from "../../src/audits/trend-facts.js";
import { evaluateTable } from "../../src/evaluate-table.js";
import type { RunRecord } from "../../src/record/run-record.js";

const at = { run: "churn/1", time: "2026-11-01T00:00:00Z", entry: 1 };
const rows = 300;
const table = {
  label: Array.from({ length: rows }, (_, i) => (i % 3 === 0 ? 1 : 0)),
  prediction: Array.from({ length: rows }, (_, i) => (i % 5 < 2 ? 1 : 0)),
  gender: Array.from({ length: rows }, (_, i) => ["f", "m", "x"][i % 3] as string),
  weight: Array.from({ length: rows }, (_, i) => 1 + (i % 2)),
  person: Array.from({ length: rows }, (_, i) => `p${i % 100}`),
};
const gate = { metric: "selection_rate", attribute: "gender" };

type Options = Parameters<typeof evaluateTable>[1];
const record = (gates: NonNullable<Options["gates"]>, more: { weight?: string; unit?: string } = {}): RunRecord => {
  const made = evaluateTable(table, {
    ...{ label: "label", prediction: "prediction", protected: ["gender"], gates },
    ...more,
  });
  return { ...made, data: { ...made.data, sha256: "b".repeat(64) } };
};
const pairsOf = (of: RunRecord) => trendFacts(of, at).gates[0]?.pairs;
const namesOf = (of: RunRecord) => {
  const pairs = pairsOf(of);
  return typeof pairs === "string" ? pairs : pairs?.map(({ group, reference }) => [group, reference]);
};

describe("trendFacts", () => {
  it("counts the pairs that a gate compares", () => {
    expect(namesOf(record([{ ...gate, disparity: "max_difference", at_most: 0.1 }]))).toEqual([
      ["f", "m"],
      ["f", "x"],
      ["m", "x"],
    ]);
    expect(namesOf(record([{ ...gate, disparity: "difference_to_rest", at_most: 0.1 }]))).toEqual([
      ["f", null],
      ["m", null],
      ["x", null],
    ]);
    const toReference = namesOf(record([{ ...gate, disparity: "difference_to_reference", at_most: 0.1 }]));
    expect(toReference).toHaveLength(2);
  });

  it("counts the same pairs for the limit of a ratio", () => {
    for (const [difference, ratio] of [
      ["max_difference", "min_ratio"],
      ["difference_to_reference", "ratio_to_reference"],
      ["difference_to_rest", "ratio_to_rest"],
    ] as const)
      expect(pairsOf(record([{ ...gate, disparity: ratio, at_least: 0.8 }]))).toEqual(
        pairsOf(record([{ ...gate, disparity: difference, at_most: 0.1 }])),
      );
  });

  it("takes counts of rows, and everybody else as all groups but one", () => {
    const of = record([{ ...gate, disparity: "difference_to_rest", at_most: 0.1 }]);
    const pairs = pairsOf(of) as readonly ComparedPair[];
    expect(pairs.map(({ counts }) => [counts.a.trials, counts.b.trials])).toEqual([
      [100, 200],
      [100, 200],
      [100, 200],
    ]);
    expect(pairs[0]?.counts.b.successes).toBe(80);
  });

  it.each([
    ["rows have weights", record([{ ...gate, disparity: "max_difference", at_most: 0.1 }], { weight: "weight" })],
    [
      "several rows belong to one unit",
      record([{ ...gate, disparity: "max_difference", at_most: 0.1 }], { unit: "person" }),
    ],
    [
      "the limit is not for a difference or ratio of two shares",
      record([{ attribute: "gender", disparity: "equalized_odds", at_most: 0.1 }]),
    ],
    ["the measure is no share of rows", record([{ ...gate, metric: "f1", disparity: "max_difference", at_most: 0.1 }])],
  ])("collects no evidence where %s", (reason, of) => {
    expect(pairsOf(of)).toBe(reason);
  });

  it("collects none without a hash of the data", () => {
    const of = record([{ ...gate, disparity: "max_difference", at_most: 0.1 }]);
    expect(pairsOf({ ...of, data: { ...of.data, sha256: null } })).toBe("the data have no hash");
  });

  it("does not depend on the order of groups in the record", () => {
    const of = record([{ ...gate, disparity: "max_difference", at_most: 0.1 }]);
    expect(trendFacts({ ...of, groups: of.groups.toReversed() }, at)).toEqual(trendFacts(of, at));
  });

  it("names a gate by what it asks, whatever its limit, and tells two alike apart", () => {
    const keys = (limits: readonly number[]) =>
      trendFacts(record(limits.map((at_most) => ({ ...gate, disparity: "max_difference", at_most }))), at).gates;
    const [one, two] = keys([0.1, 0.2]);
    expect(one?.key).not.toBe(two?.key);
    expect(keys([0.3])[0]?.key).toBe(one?.key);
    expect(keys([0.3])[0]?.limitHash).not.toBe(one?.limitHash);
  });

  it("takes pinned data for a change of the data, not of the suite", () => {
    const of = record([{ ...gate, disparity: "max_difference", at_most: 0.1 }]);
    const definition = (sha256: string, pinned: boolean) =>
      trendFacts({ ...of, suite: { ...of.suite, sha256 }, data: { ...of.data, pinned } }, at).definition;
    expect(definition("c".repeat(64), true)).toBe(definition("d".repeat(64), true));
    expect(definition("c".repeat(64), false)).not.toBe(definition("d".repeat(64), false));
  });
});
