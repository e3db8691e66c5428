import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { holmLevels } from "../../src/gates/holm-levels.js";
import { judge } from "../../src/gates/judge.js";
import type { GateRow, RunRecord } from "../../src/record/run-record.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf, shareRows } from "../runner/audit.js";

const attributes = ["group"];
const maxGap = (at_most: number, more = {}) => ({
  metric: "selection_rate",
  attribute: "group",
  disparity: "max_difference",
  at_most,
  ...more,
});
const shares = (of: Record<string, readonly [number, number]>): Row[] =>
  Object.entries(of).flatMap(([name, [x, n]]) => shareRows(name, x, n));

/** Judges one gate on shares of some groups. */
function gateOn(
  of: Record<string, readonly [number, number]>,
  gate: object = maxGap(0.05),
  suite: object = {},
): GateRow {
  const record = auditOf(shares(of), {
    attributes,
    suite: { metrics: ["selection_rate"], gates: [gate as ReturnType<typeof maxGap>], ...suite },
  });
  return record.gates[0] as GateRow;
}

describe("judge(findings)", () => {
  it("passes when the whole interval of all groups is within the tolerance", () => {
    const gate = gateOn({ a: [1000, 10000], b: [1010, 10000] });
    expect(gate).toMatchObject({
      id: "selection_rate.group.max_difference",
      verdict: "pass",
      reason: null,
      level: 0.95,
      n_needed: null,
      not_judged: [],
    });
    expect(gate.high).toBeLessThanOrEqual(0.05);
  });

  it("fails when the whole interval is beyond the tolerance, and names the two groups", () => {
    const gate = gateOn({ a: [100, 1000], b: [300, 1000], c: [200, 1000] });
    expect(gate).toMatchObject({ verdict: "fail", reason: null });
    expect(gate.low).toBeGreaterThan(0.05);
    expect([gate.group, gate.reference]).toEqual(["a", "b"]);
    expect(gate.p).toBeLessThan(0.001);
  });

  it("is undecided between, with the rows that would settle it", () => {
    const gate = gateOn({ a: [200, 1000], b: [270, 1000] });
    expect(gate).toMatchObject({ verdict: "undecided", reason: "the interval contains the limit" });
    // (1.6449 + 0.8416)² · (0.2·0.8 + 0.27·0.73) / (0.07 − 0.05)²
    expect(gate.n_needed).toBeGreaterThan(5500);
    expect(gate.n_needed).toBeLessThan(5530);
  });

  it("needs more rows by the design effect where units repeat", () => {
    const rows = shares({ a: [200, 1000], b: [270, 1000] }).flatMap((row) =>
      Array.from(
        { length: (row.times as number) / 5 },
        (_, i): Row => ({
          ...row,
          times: 5,
          unit: i + 1000 * (row.prediction as number) + (row.groups[0] === "a" ? 0 : 5000),
        }),
      ),
    );
    const [gate] = auditOf(rows, { attributes, suite: { metrics: ["selection_rate"], gates: [maxGap(0.05)] } }).gates;
    // Five equal rows each: five times as many.
    expect((gate?.n_needed as number) / 5512).toBeCloseTo(5, 1);
  });

  it("does not pass on a group too small to be judged, unless small groups are to be listed", () => {
    const of = { a: [1000, 10000], b: [1000, 10000], c: [6, 60] } as const;
    const notJudged = [{ group: "c", reason: "too few to settle this limit", n: 60 }];
    expect(gateOn(of)).toMatchObject({
      verdict: "undecided",
      reason: "judged groups pass; not judged: c",
      not_judged: notJudged,
    });
    expect(gateOn(of, maxGap(0.05, { small_groups: "list" }))).toMatchObject({
      verdict: "pass",
      reason: "judged groups pass; not judged: c",
      not_judged: notJudged,
    });
    expect(gateOn({ ...of, c: [1, 20] })).toMatchObject({
      not_judged: [{ group: "c", reason: "fewer than 30", n: 20 }],
    });
  });

  it("fails on a group too small to be judged when its gap is clear", () => {
    expect(gateOn({ a: [1000, 10000], b: [1000, 10000], c: [40, 60] }).verdict).toBe("fail");
  });

  it("leaves rows of an unknown group out", () => {
    const gate = gateOn({ a: [1000, 10000], b: [1010, 10000], "(unknown)": [4000, 4000] });
    expect(gate).toMatchObject({ verdict: "pass", not_judged: [] });
  });

  it("is an error when the attribute has one known group", () => {
    expect(gateOn({ a: [10, 100], "(unknown)": [10, 100] })).toMatchObject({
      verdict: "error",
      reason: "the attribute has one group only",
      value: null,
      level: null,
      p: null,
    });
  });

  it("is an error when no group has a value", () => {
    const rows = shares({ a: [10, 100], b: [10, 100] });
    const gates = [{ ...maxGap(0.05), metric: "true_positive_rate" }];
    const [gate] = auditOf(rows, { attributes, suite: { gates } }).gates;
    expect(gate).toMatchObject({ verdict: "error", reason: "the gate matches no data (no positives in group)" });
  });

  it("never passes on a group with an empty denominator, whatever is said of small groups", () => {
    const positives = (group: string, n: number): Row[] => [{ groups: [group], label: 1, prediction: 1, times: n }];
    const rows = [
      ...positives("a", 9000),
      ...positives("b", 9000),
      { groups: ["c"], label: 0, prediction: 0, times: 500 },
    ];
    for (const small_groups of ["undecided", "list"] as const) {
      const gates = [{ ...maxGap(0.05), metric: "true_positive_rate", small_groups }];
      const [gate] = auditOf(rows, { attributes, suite: { gates } }).gates;
      expect(gate).toMatchObject({
        verdict: "undecided",
        reason: "no positives in group: c",
        not_judged: [{ group: "c", reason: "no positives in group", n: 0 }],
      });
    }
  });

  it("never passes on a group that is not shown, and gives no size of it", () => {
    const gate = gateOn({ a: [1000, 10000], b: [1000, 10000], c: [1, 3] }, maxGap(0.05, { small_groups: "list" }), {
      suppressBelow: 5,
    });
    expect(gate.verdict).toBe("undecided");
    expect(gate.not_judged).toContainEqual({ group: "c", reason: "fewer than 5 people", n: null });
  });

  it("never passes on a group of which no row was kept", () => {
    const exclusions = [
      { reason: "no_consent" as const, attribute: null, group: null, rows: 40 },
      { reason: "no_consent" as const, attribute: "group", group: "c", rows: 40 },
    ];
    const rows = shares({ a: [1000, 10000], b: [1000, 10000] });
    const record = auditOf(rows, {
      attributes,
      exclusions,
      suite: { metrics: ["selection_rate"], gates: [maxGap(0.05, { small_groups: "list" })] },
    });
    expect(record.gates[0]).toMatchObject({ verdict: "undecided", reason: "no row of this group was kept: c" });
    expect(record.groups.find(({ group }) => group === "c")).toMatchObject({ n: 0, status: "undefined", value: null });
  });

  it("puts the worse-off group first by the metric's direction", () => {
    const rows: Row[] = shares({ a: [300, 1000], b: [100, 1000] });
    const on = (suite: object, metric: string) =>
      auditOf(rows, { attributes, suite: { gates: [{ ...maxGap(0.05), metric }], ...suite } }).gates[0];
    expect(on({}, "false_positive_rate")).toMatchObject({ group: "a", reference: "b" });
    // Being selected is neither good nor bad until the suite says so; then the group that gets less of the good is worse off.
    expect(on({}, "selection_rate")).toMatchObject({ group: "b", reference: "a" });
    expect(on({ dataset: { favourable: 1 } }, "selection_rate")).toMatchObject({ group: "b", reference: "a" });
    expect(on({ dataset: { favourable: 0 } }, "selection_rate")).toMatchObject({ group: "a", reference: "b" });
  });

  it("judges ratios, from the smaller share over the larger", () => {
    const minRatio = { metric: "selection_rate", attribute: "group", disparity: "min_ratio", at_least: 0.8 };
    expect(gateOn({ a: [5000, 10000], b: [4900, 10000] }, minRatio)).toMatchObject({ verdict: "pass" });
    const failed = gateOn({ a: [5000, 10000], b: [3000, 10000] }, minRatio);
    expect(failed).toMatchObject({ verdict: "fail", group: "b", reference: "a" });
    expect(failed.high).toBeLessThan(0.8);
    expect(gateOn({ a: [0, 4000], b: [0, 4000] }, minRatio)).toMatchObject({ verdict: "undecided", value: null });
  });

  it("judges differences and ratios to the reference group, in both directions", () => {
    const of = { a: [1000, 5000], b: [1500, 5000], c: [1010, 5000] } as const;
    const suite = { attributes: [{ name: "group", reference: "a" }] };
    const difference = gateOn(of, { ...maxGap(0.05), disparity: "difference_to_reference" }, suite);
    expect(difference).toMatchObject({ verdict: "fail", group: "b", reference: "a" });
    expect(difference.value).toBeCloseTo(0.1, 12);
    const ratio = gateOn(
      of,
      { metric: "selection_rate", attribute: "group", disparity: "ratio_to_reference", at_least: 0.8 },
      suite,
    );
    expect(ratio).toMatchObject({ verdict: "fail", group: "b", reference: "a" });
    expect(ratio.value).toBeCloseTo(2 / 3, 12);
    expect(
      gateOn({ a: [1000, 5000], c: [1010, 5000] }, { ...maxGap(0.05), disparity: "difference_to_reference" }, suite)
        .verdict,
    ).toBe("pass");
  });

  it("judges a group against all others together", () => {
    const of = { a: [1000, 5000], b: [1000, 5000], c: [1500, 5000] } as const;
    const gate = gateOn(of, { ...maxGap(0.05), disparity: "difference_to_rest" });
    expect(gate).toMatchObject({ verdict: "fail", group: "c", reference: null });
    expect(gate.value).toBeCloseTo(0.1, 12);
  });

  it("says how small a gap it could have found, for each group", () => {
    const record = auditOf(shares({ a: [3000, 10000], b: [300, 1000], c: [15, 50] }), {
      attributes,
      suite: { metrics: ["selection_rate"], gates: [maxGap(0.05)] },
    });
    expect(record.detection.map(({ group, reference, n, n_reference }) => [group, reference, n, n_reference])).toEqual([
      ["b", "a", 1000, 10000],
      ["c", "a", 50, 10000],
    ]);
    const [large, small] = record.detection.map(({ smallest }) => smallest as number) as [number, number];
    // (1.645 + 0.842)·√(0.3·0.7·(1/1000 + 1/10000)) = 0.038, a little more at the higher rate.
    expect(large).toBeGreaterThan(0.036);
    expect(large).toBeLessThan(0.041);
    expect(small).toBeGreaterThan(0.15);
  });

  it("gives the suite the worst verdict: error before fail before undecided", () => {
    const rows = shares({ a: [1000, 10000], b: [2000, 10000] }).flatMap((row) => [
      { ...row, groups: [...row.groups, "only"] },
    ]);
    const both = { attributes: ["group", "single"] };
    const verdictOf = (...gates: ReturnType<typeof maxGap>[]) =>
      auditOf(rows, { ...both, suite: { metrics: ["selection_rate"], gates } }).verdict;
    expect(verdictOf()).toBe("none");
    expect(verdictOf(maxGap(0.2))).toBe("pass");
    expect(verdictOf(maxGap(0.2), maxGap(0.1))).toBe("undecided");
    expect(verdictOf(maxGap(0.1), maxGap(0.05))).toBe("fail");
    expect(verdictOf(maxGap(0.05), { ...maxGap(0.05), attribute: "single" })).toBe("error");
  });

  it("needs nothing but the record: a stored one gives the same verdicts", () => {
    const record = auditOf(shares({ a: [100, 1000], b: [300, 1000], c: [20, 60] }), {
      attributes,
      suite: { metrics: ["selection_rate", "accuracy"], gates: [maxGap(0.05), { ...maxGap(0.1), metric: "accuracy" }] },
    });
    expect(judge(JSON.parse(JSON.stringify(record)) as RunRecord)).toEqual(record);
  });
});

describe("several gates", () => {
  const rows = shares({ a: [1000, 5000], b: [1290, 5000] });
  const audited = (count: number) => {
    // The clear gap of another attribute takes the first step of Holm's procedure.
    const crossed = rows.map((row) => ({ ...row, groups: [...row.groups, row.prediction === 1 ? "x" : "y"] }));
    const gates = [
      maxGap(0.045),
      ...Array.from({ length: count }, (_, i) => ({ ...maxGap(0.3), attribute: "other", id: `clear-${i}` })),
    ];
    return auditOf(crossed, { attributes: ["group", "other"], suite: { metrics: ["selection_rate"], gates } });
  };

  it("are decided at Holm's levels on the failing side only", () => {
    const [gate, clear] = audited(1).gates as [GateRow, GateRow];
    expect(clear).toMatchObject({ verdict: "fail", level: 0.975 });
    expect(gate.level).toBe(0.95);
    expect(gate.p_adjusted).toBe(gate.p);
    expect(clear.p_adjusted).toBe(Math.min(1, 2 * (clear.p as number)));
  });

  it("share the level of the first one that is not rejected", () => {
    const record = auditOf(rows, {
      attributes,
      suite: { metrics: ["selection_rate"], gates: [maxGap(0.055), maxGap(0.06), maxGap(0.07)] },
    });
    expect(record.gates.map(({ verdict }) => verdict)).toEqual(["undecided", "undecided", "undecided"]);
    for (const { level } of record.gates) expect(level).toBeCloseTo(1 - 0.05 / 3, 12);
  });

  it("pass at their own confidence", () => {
    const [alone] = auditOf(rows, { attributes, suite: { metrics: ["selection_rate"], gates: [maxGap(0.09)] } }).gates;
    const [beside] = auditOf(rows, {
      attributes,
      suite: { metrics: ["selection_rate"], gates: [maxGap(0.09), maxGap(0.02)] },
    }).gates;
    expect(beside?.high).toBe(alone?.high);
    expect(beside?.verdict).toBe("pass");
  });
});

describe("holmLevels(tests)", () => {
  it("rejects what Holm's adjusted p-values reject", () =>
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1, noNaN: true }), { minLength: 1, maxLength: 8 }), (values) => {
        const levels = holmLevels(values.map((p) => ({ p, alpha: 0.05, rejectsAt: (alpha) => p < alpha })));
        const rising = values.map((_, i) => i).sort((i, j) => (values[i] as number) - (values[j] as number));
        let most = 0;
        for (const [rank, i] of rising.entries()) {
          most = Math.max(most, (values.length - rank) * (values[i] as number));
          expect((values[i] as number) < (levels[i] as number)).toBe(most < 0.05);
        }
      }),
    ));
});

describe("verdicts, for all counts", () => {
  const group = fc
    .integer({ min: 1, max: 3000 })
    .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  const groups = fc.array(group, { minLength: 2, maxLength: 4 });

  it("agree with their bounds, and do not depend on the names of groups", () =>
    fc.assert(
      fc.property(groups, fc.constantFrom(0, 0.05, 0.3), (counts, tolerance) => {
        const named = (prefix: string) => Object.fromEntries(counts.map((count, i) => [`${prefix}${i}`, count]));
        const gate = gateOn(named("a"), maxGap(tolerance));
        const { value, low, high, verdict, p, level } = gateOn(named("z"), maxGap(tolerance));
        expect({ value, low, high, verdict, p, level }).toEqual({
          value: gate.value,
          low: gate.low,
          high: gate.high,
          verdict: gate.verdict,
          p: gate.p,
          level: gate.level,
        });
        expect(verdict === "fail").toBe((low as number) > tolerance);
        if (verdict === "pass") expect(high).toBeLessThanOrEqual(tolerance);
      }),
      // Each run is two audits of up to four groups.
      { numRuns: 60 },
    ));
});
