import { describe, expect, it } from "vitest";
import type { GateRow, RunRecord } from "../../src/record/run-record.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf } from "../runner/audit.js";

/** A group of `size` rows, 40 % positive, of whom a share `hit` is found and a share `alarm` of the others too; scores follow the prediction. */
function groupRows(group: string, size: number, hit: number, alarm: number): Row[] {
  const cell = (label: number, prediction: number, times: number): Row[] =>
    // Ten different scores, the same for each prediction, higher where it is positive.
    Array.from({ length: 10 }, (_, i) => ({
      groups: [group],
      label,
      prediction,
      score: 0.05 * i + 0.45 * prediction,
      times: times / 10,
    }));
  const [positives, negatives] = [0.4 * size, 0.6 * size];
  return [
    ...cell(1, 1, positives * hit),
    ...cell(1, 0, positives * (1 - hit)),
    ...cell(0, 1, negatives * alarm),
    ...cell(0, 0, negatives * (1 - alarm)),
  ].filter(({ times }) => (times as number) > 0);
}

const judged = (metric: string, rows: readonly Row[], more: object = {}): { gate: GateRow; record: RunRecord } => {
  const gates = [{ metric, attribute: "group", disparity: "max_difference", at_most: 0.1, ...more }];
  const record = auditOf(rows, { attributes: ["group"], suite: { metrics: [metric], gates } });
  return { gate: record.gates[0] as GateRow, record };
};

const equal = [...groupRows("a", 10_000, 0.8, 0.2), ...groupRows("b", 10_000, 0.8, 0.2)];
const apart = [...groupRows("a", 10_000, 0.9, 0.1), ...groupRows("b", 10_000, 0.4, 0.6)];
const small = [...equal, ...groupRows("c", 100, 0.8, 0.2)];

describe.each(["f1", "balanced_accuracy", "matthews_correlation", "mean_score", "mean_score_positives", "roc_auc"])(
  "a gate on %s",
  (metric) => {
    it("passes large equal groups", () => {
      expect(judged(metric, equal).gate).toMatchObject({ verdict: "pass", not_judged: [] });
    });

    it("fails groups that are far apart, where the metric sees them", () => {
      // The mean over everybody is the same for both: as many are called, only the wrong ones.
      const rows =
        metric === "mean_score" ? [...groupRows("a", 10_000, 0.9, 0.7), ...groupRows("b", 10_000, 0.2, 0.1)] : apart;
      expect(judged(metric, rows).gate.verdict).toBe("fail");
    });

    it("says what a group of 100 cannot settle, and how small a gap it could have shown", () => {
      const { gate, record } = judged(metric, small, { at_most: 0.03 });
      expect(gate).toMatchObject({ verdict: "undecided", reason: "judged groups pass; not judged: c" });
      expect(gate.not_judged[0]).toMatchObject({ group: "c", reason: "too few to settle this limit" });
      const [large, hundred] = record.detection.map(({ smallest }) => smallest as number) as [number, number];
      expect(large).toBeLessThan(0.04);
      // A hundredth of the rows: ten times the error, at least where √n rules.
      expect(hundred / large).toBeGreaterThan(5);
      expect(hundred / large).toBeLessThan(11);
    });
  },
);

describe("a gate on weighted or repeated rows", () => {
  const weighted = (rows: readonly Row[]) => rows.map((row, i) => ({ ...row, weight: 1 + (i % 3) }));

  it.each(["true_positive_rate", "mean_score"])("is judged for %s", (metric) => {
    expect(judged(metric, weighted(equal)).gate.verdict).toBe("pass");
    const rows =
      metric === "mean_score" ? [...groupRows("a", 10_000, 0.9, 0.7), ...groupRows("b", 10_000, 0.2, 0.1)] : apart;
    expect(judged(metric, weighted(rows)).gate.verdict).toBe("fail");
  });

  it("needs more people than rows that are independent", () => {
    const repeated = equal.flatMap((row, i) =>
      Array.from({ length: 20 }, (_, k): Row => ({ ...row, times: (row.times as number) / 20, unit: i * 20 + k })),
    );
    const { gate, record } = judged("true_positive_rate", repeated, { at_most: 0.02 });
    const row = record.groups.find(({ group }) => group === "a");
    expect(row?.interval).toBe("wilson_effective");
    // Units of 16 and of 4 equal rows: a design effect of 6.4, by hand.
    expect((row?.denominator as number) / (row?.basis?.[1] as number)).toBeCloseTo(6.4, 1);
    expect(gate.verdict).toBe("undecided");
    expect(judged("true_positive_rate", equal, { at_most: 0.03 }).gate.verdict).toBe("pass");
  });
});

describe("a ratio gate", () => {
  it.each(["f1", "balanced_accuracy"])("is judged for %s", (metric) => {
    const ratio = { disparity: "min_ratio", at_most: undefined, at_least: 0.8 };
    expect(judged(metric, equal, ratio).gate.verdict).toBe("pass");
    expect(judged(metric, apart, ratio).gate).toMatchObject({ verdict: "fail", group: "b", reference: "a" });
  });
});
