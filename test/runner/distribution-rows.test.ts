import { describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/errors.js";
import { random } from "../../src/core/random.js";
import type { DisparityRow, GateRow } from "../../src/record/run-record.js";
import type { GateFileSpec } from "../../src/suite/suite.js";
import type { Row } from "../inference/count-rows.js";
import { type Audit, auditOf, findingsOf } from "./audit.js";

const names = ["score_distance", "score_ks_distance", "roc_area_between"];
const metrics = ["selection_rate", "exposure", "ks_distance"];

/** Rows of one group whose scores tell the label, moved by `shift`. */
function rowsOf(group: string, size: number, shift = 0, more: (i: number) => Partial<Row> = () => ({})): Row[] {
  const next = random(1, group);
  return Array.from({ length: size }, (_, i): Row => {
    const label = i % 3 === 0 ? 1 : 0;
    const score = Math.round(100 * (0.2 + 0.3 * label + 0.3 * next() + shift)) / 100;
    return { groups: [group], label, score, prediction: score >= 0.5 ? 1 : 0, ...more(i) };
  });
}

const audit: Audit = { attributes: ["group"], suite: { metrics } };
const alike = [...rowsOf("a", 2000), ...rowsOf("b", 900), ...rowsOf("c", 900)];
const apart = [...rowsOf("a", 2000), ...rowsOf("b", 900, 0.15), ...rowsOf("c", 900)];
const ofScores = (rows: readonly Row[], more: Audit = audit): DisparityRow[] =>
  findingsOf(rows, more).disparities.filter(({ disparity }) => names.includes(disparity));

const gate = (disparity: string, at_most: number): GateFileSpec => ({ disparity, attribute: "group", at_most });
const judged = (rows: readonly Row[], gates: GateFileSpec[], suite: object = {}): GateRow[] =>
  auditOf(rows, { attributes: ["group"], suite: { metrics: ["accuracy"], gates, ...suite } }).gates as GateRow[];

describe("distances between the groups' scores", () => {
  it("stand in the record with bounds and p, each group against the reference, without a metric", () => {
    const rows = ofScores(apart);
    expect(rows.map(({ disparity, group, reference }) => [disparity, group, reference])).toEqual(
      names.flatMap((name) => ["b", "c"].map((group) => [name, group, "a"])),
    );
    const [moved, same] = rows as [DisparityRow, DisparityRow];
    expect(moved).toMatchObject({ metric: null, class: null, status: "ok", reason: null, interval: "t_distance" });
    expect(moved.value).toBeCloseTo(0.15, 2);
    expect(moved.low!).toBeGreaterThan(0.1);
    expect(same.low).toBe(0);
    expect(moved.p!).toBeLessThan(1e-6);
    expect(moved.p_adjusted!).toBeGreaterThanOrEqual(moved.p!);
    // The curves of a and b are the same: only the scores moved.
    expect(rows[4]).toMatchObject({ disparity: "roc_area_between", low: 0 });
    expect(rows[4]!.value!).toBeLessThan(0.05);
  });

  it("need no labels but for the curves, and stand in no record that has not the metrics beside them", () => {
    const unlabelled = alike.map(({ label: _, ...row }) => row);
    const rows = ofScores(unlabelled, { attributes: ["group"], suite: { metrics: ["selection_rate", "exposure"] } });
    expect(new Set(rows.map(({ disparity }) => disparity))).toEqual(new Set(names.slice(0, 2)));
    expect(ofScores(alike, { attributes: ["group"], suite: { metrics: ["selection_rate"] } })).toEqual([]);
  });

  it("have values without bounds for rows with weights and for units with several rows, and say why", () => {
    const weighted = ofScores(apart.map((row, i) => ({ ...row, weight: 1 + (i % 2) })));
    const clustered = ofScores(apart.map((row, i) => ({ ...row, unit: Math.floor(i / 2) })));
    for (const row of [...weighted, ...clustered]) {
      expect(row).toMatchObject({ status: "ok", low: null, high: null, p: null, interval: null, basis: null });
      expect(row.reason).toMatch(/weights, or with several rows per unit/);
      expect(row.value).not.toBeNull();
    }
  });

  it("have no value without positives, and none of a group that is not shown", () => {
    const only = [...rowsOf("a", 300), ...rowsOf("b", 300, 0, () => ({ label: 0 }))];
    const curves = ofScores(only).find(({ disparity }) => disparity === "roc_area_between")!;
    expect(curves).toMatchObject({ group: "b", status: "not_estimable", value: null });
    expect(curves.reason).toMatch(/no positives/);
    const few = [...alike, ...rowsOf("d", 3)];
    const hidden = ofScores(few, { attributes: ["group"], suite: { metrics, suppressBelow: 5 } });
    for (const row of hidden.filter(({ group }) => group === "d"))
      expect(row).toMatchObject({ status: "suppressed", value: null, low: null, basis: null });
  });
});

describe("gates on them", () => {
  const gates = names.map((name) => gate(name, 0.1));

  it("bring their metrics with them, pass groups that are alike and fail those that are apart, group first", () => {
    expect(judged(alike, gates).map(({ id, verdict }) => [id, verdict])).toEqual(
      names.map((name) => [`group.${name}`, "pass"]),
    );
    const [distance, largest, curves] = judged(apart, gates) as [GateRow, GateRow, GateRow];
    expect(distance).toMatchObject({ verdict: "fail", group: "b", reference: "a", pair_metric: null, n_needed: null });
    expect(largest).toMatchObject({ verdict: "fail", group: "b", reference: "a" });
    expect(curves.verdict).toBe("pass");
  });

  it("do not pass over a group without a value or bounds", () => {
    const rows = [...rowsOf("a", 2000), ...rowsOf("b", 2000), ...rowsOf("c", 900, 0, () => ({ label: 0 }))];
    const [row] = judged(rows, [gate("roc_area_between", 0.1)]) as [GateRow];
    expect(row.verdict).toBe("undecided");
    expect(row.not_judged).toEqual([expect.objectContaining({ group: "c" })]);
    expect(row.not_judged[0]!.reason).toMatch(/no positives/);
  });

  it("are refused for weights, and where a metric is named", () => {
    const refusal = (act: () => unknown): string => {
      try {
        act();
      } catch (error) {
        return (error as Failure).problems[0]!.message;
      }
      return "";
    };
    const weighted = alike.map((row) => ({ ...row, weight: 2 }));
    expect(refusal(() => judged(weighted, [gate("score_distance", 0.1)]))).toMatch(/independent, unweighted rows only/);
    expect(refusal(() => judged(alike, [{ ...gate("score_distance", 0.1), metric: "mean_score" }]))).toMatch(
      /the gate names no metric/,
    );
  });
});
