import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import type { Failure } from "../../src/core/errors.js";
import type { GateRow, RunRecord } from "../../src/record/run-record.js";
import type { GateFileSpec } from "../../src/suite/suite.js";
import { fixturePath, withFixtures } from "../fixtures.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf } from "../runner/audit.js";

type Cells = readonly [tp: number, fp: number, fn: number, tn: number];

/** Rows of one group with these confusion counts. */
const rowsOf = (group: string, [tp, fp, fn, tn]: Cells): Row[] =>
  (
    [
      [1, 1, tp],
      [0, 1, fp],
      [1, 0, fn],
      [0, 0, tn],
    ] as const
  )
    .filter(([, , times]) => times > 0)
    .map(([label, prediction, times]) => ({ groups: [group], label, prediction, times }));

const rows = (groups: Readonly<Record<string, Cells>>): Row[] =>
  Object.entries(groups).flatMap(([name, cells]) => rowsOf(name, cells));

type Gate = Omit<GateFileSpec, "attribute">;

function judged(of: readonly Row[], gates: readonly Gate[], suite: object = {}): RunRecord {
  const specs = gates.map((gate) => ({ attribute: "group", ...gate }) as GateFileSpec);
  return auditOf(of, { attributes: ["group"], suite: { ...suite, gates: specs } });
}

const gateOf = (of: readonly Row[], gate: Gate, suite: object = {}): GateRow =>
  judged(of, [gate], suite).gates[0] as GateRow;

/** 40 % positive; `hit` of them found, and a share `alarm` of the others too. */
const cells = (size: number, hit: number, alarm: number): Cells => {
  const [tp, fp] = [Math.round(0.4 * size * hit), Math.round(0.6 * size * alarm)];
  return [tp, fp, 0.4 * size - tp, 0.6 * size - fp];
};

const equal = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.8, 0.2) });
const apart = rows({ a: cells(10_000, 0.9, 0.1), b: cells(10_000, 0.6, 0.3) });
const small = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.8, 0.2), c: cells(100, 0.8, 0.2) });

describe("equalized odds", () => {
  const gate: Gate = { disparity: "equalized_odds", at_most: 0.1 };

  it("passes groups that are alike, and fails those that are apart in either rate, naming which", () => {
    expect(gateOf(equal, gate)).toMatchObject({ verdict: "pass", metric: null, id: "group.equalized_odds" });
    expect(gateOf(apart, gate)).toMatchObject({
      verdict: "fail",
      group: "b",
      reference: "a",
      pair_metric: "true_positive_rate",
    });
    const alarms = rows({ a: cells(10_000, 0.8, 0.1), b: cells(10_000, 0.8, 0.4) });
    expect(gateOf(alarms, gate)).toMatchObject({
      verdict: "fail",
      group: "b",
      reference: "a",
      pair_metric: "false_positive_rate",
    });
  });

  it("is undecided where a group is too small to be judged, unless it is only listed; says what would settle it", () => {
    const undecided = gateOf(small, gate);
    expect(undecided).toMatchObject({ verdict: "undecided", reason: "judged groups pass; not judged: c" });
    expect(undecided.not_judged).toEqual([{ group: "c", reason: "too few to settle this limit", n: 40 }]);
    expect(gateOf(small, { ...gate, small_groups: "list" }).verdict).toBe("pass");
    const close = gateOf(rows({ a: cells(500, 0.8, 0.2), b: cells(500, 0.75, 0.2) }), gate);
    expect(close).toMatchObject({ verdict: "undecided", reason: "the interval contains the limit" });
    expect(close.n_needed).toBeGreaterThan(200);
  });

  it("never passes where a group has no positives", () => {
    const without = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.8, 0.2), c: [0, 2_000, 0, 8_000] });
    const found = gateOf(without, { ...gate, small_groups: "list" });
    expect(found.verdict).toBe("undecided");
    expect(found.not_judged).toContainEqual({ group: "c", reason: "no positives in group", n: 0 });
  });

  it("says how small a gap could have been found in the rate that shows the least", () => {
    const { detection } = judged(small, [gate]);
    expect(detection.map(({ group, metric }) => [group, metric])).toEqual([
      ["b", "true_positive_rate"],
      ["c", "true_positive_rate"],
    ]);
    const [large, hundred] = detection.map(({ smallest }) => smallest as number) as [number, number];
    expect(large).toBeLessThan(0.05);
    expect(hundred / large).toBeGreaterThan(5);
  });

  it("is judged for weighted and repeated rows too", () => {
    const weighted = (of: readonly Row[]) =>
      of.flatMap((row) => [1, 2].map((weight): Row => ({ ...row, weight, times: (row.times as number) / 2 })));
    expect(gateOf(weighted(equal), gate).verdict).toBe("pass");
    expect(gateOf(weighted(apart), gate).verdict).toBe("fail");
    const repeated = apart.flatMap((row, i) =>
      Array.from({ length: 100 }, (_, k): Row => ({ ...row, times: (row.times as number) / 100, unit: i * 100 + k })),
    );
    expect(gateOf(repeated, gate).verdict).toBe("fail");
  });

  it("takes part in Holm's procedure", () => {
    const { gates } = judged(apart, [gate, { metric: "selection_rate", disparity: "max_difference", at_most: 0.3 }]);
    expect(gates[0]?.level).toBeCloseTo(0.975, 12);
    expect(gates.map(({ verdict }) => verdict)).toEqual(["fail", "pass"]);
  });
});

withFixtures("equalized odds of the reference", () => {
  const { inputs, expected } = JSON.parse(readFileSync(fixturePath("oracles", "g_max_gap.json"), "utf8"));
  const tables = inputs.equalized_odds_cells as Record<string, number>[][];

  it.each(tables.map((_, t) => t))("table %i", (t) => {
    const groups = Object.fromEntries(
      (tables[t] as Record<string, number>[]).map(({ tp, fp, fn, tn }, g) => [
        `g${g}`,
        [tp, fp, fn, tn] as unknown as Cells,
      ]),
    );
    for (const { tolerance, value, L, U_judged, verdict, verdict_small_groups_list } of expected.equalized_odds[t]) {
      const gate: Gate = { disparity: "equalized_odds", at_most: tolerance };
      const found = gateOf(rows(groups), gate);
      // 1e-6: limits are roots on both sides.
      expect(found.value).toBeCloseTo(value, 9);
      expect(found.low).toBeCloseTo(L, 6);
      if (U_judged === null) expect(found.high).toBeNull();
      else expect(found.high).toBeCloseTo(U_judged, 6);
      expect(found.verdict).toBe(verdict);
      expect(gateOf(rows(groups), { ...gate, small_groups: "list" }).verdict).toBe(verdict_small_groups_list);
    }
  });
});

describe.each([
  ["average_odds", 0.1],
  ["class_distance", 0.1],
  ["differential_fairness", 0.25],
  ["between_group_entropy(0)", 0.002],
  ["between_group_entropy(1)", 0.002],
  ["between_group_entropy(2)", 0.002],
  ["amplification", 0.05],
])("a gate on %s", (disparity, at_most) => {
  const alike = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.801, 0.2) });
  // Labels alike, predictions far apart.
  const far = rows({ a: cells(10_000, 0.9, 0.5), b: cells(10_000, 0.5, 0.1) });

  it("passes groups that are alike, and fails those far apart", () => {
    expect(gateOf(alike, { disparity, at_most })).toMatchObject({ verdict: "pass", metric: null });
    expect(gateOf(far, { disparity, at_most })).toMatchObject({ verdict: "fail", n_needed: null });
  });

  it("names small groups and speaks for the others only where it may", () => {
    const tiny = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.8, 0.2), c: [4, 6, 5, 7] });
    const found = gateOf(tiny, { disparity, at_most });
    expect(found.verdict).toBe("undecided");
    expect(found.not_judged.map(({ group }) => group)).toEqual(["c"]);
  });
});

describe("a gate on inequality inside groups", () => {
  const gate: Gate = { disparity: "within_group_entropy(2)", at_most: 0.15 };

  it("passes where few are wrong, and fails where many are", () => {
    expect(gateOf(equal, gate).verdict).toBe("pass");
    expect(gateOf(rows({ a: cells(10_000, 0.5, 0.5), b: cells(10_000, 0.5, 0.5) }), gate).verdict).toBe("fail");
  });

  it("is undecided, with the reason, where somebody's benefit makes it infinite", () => {
    expect(gateOf(equal, { disparity: "within_group_entropy(0)", at_most: 0.15 })).toMatchObject({
      verdict: "undecided",
      reason: "somebody is wrongly predicted negative: infinite",
    });
  });
});

describe("inequality between groups that are alike", () => {
  it("has a lower bound of 0, as the groups' means do not differ by more than chance", () => {
    const metrics = ["selection_rate", "prevalence"];
    const alike = rows({ a: cells(10_000, 0.8, 0.2), b: cells(10_000, 0.801, 0.2) });
    const row = judged(alike, [], { metrics }).disparities.find(
      ({ disparity }) => disparity === "between_group_entropy(2)",
    );
    expect(row).toMatchObject({ metric: null, low: 0, interval: "bca" });
    expect(row?.p).toBeGreaterThan(0.5);
    expect(row?.high).toBeLessThan(1e-3);
  });
});

describe("a gate on the distance to the best-off group", () => {
  it("is one on the largest gap", () => {
    const gate: Omit<Gate, "disparity"> = { metric: "true_positive_rate", at_most: 0.1 };
    const best = gateOf(apart, { ...gate, disparity: "difference_to_best" });
    const gap = gateOf(apart, { ...gate, disparity: "max_difference" });
    const { id: _, disparity: __, ...rest } = best;
    expect(gap).toMatchObject(rest);
  });
});

describe("gates that cannot be judged are refused", () => {
  const refusal = (gate: Gate, of: readonly Row[] = equal): string => {
    try {
      gateOf(of, gate);
    } catch (error) {
      return (error as Failure).problems.map(({ message }) => message).join("\n");
    }
    return "";
  };
  const weighted = equal.map((row, i) => ({ ...row, weight: 1 + (i % 3) }));

  it.each<[Gate, string]>([
    [
      { metric: "true_positive_rate", disparity: "equalized_odds", at_most: 0.1 },
      "equalized_odds is made from true_positive_rate and false_positive_rate: the gate names no metric",
    ],
    [{ disparity: "max_difference", at_most: 0.1 }, "max_difference is of one metric, and the gate names none"],
    [
      { metric: "accuracy", disparity: "between_group_sd", at_most: 0.1 },
      "no interval of the deviation between groups holds its level, so no gate can rest on between_group_sd",
    ],
    [
      { metric: "selection_rate", disparity: "stratified_difference", at_most: 0.1 },
      "stratified_difference stands beside the raw figure, and no gate rests on it",
    ],
    [
      { metric: "selection_rate", disparity: "difference_to_best", at_most: 0.1 },
      "nobody is better or worse off by selection_rate unless the suite says what is favourable; use max_difference",
    ],
  ])("%j", (gate, message) => {
    expect(refusal(gate)).toBe(message);
  });

  it.each(["average_odds", "amplification", "between_group_entropy(1)"])("%s of weighted rows", (disparity) => {
    expect(refusal({ disparity, at_most: 0.1 }, weighted)).toBe(
      `${disparity} can be gated for independent, unweighted rows only`,
    );
  });
});
