import { describe, expect, it } from "vitest";
import { judge } from "../../src/gates/judge.js";
import type { GateRow, RunRecord } from "../../src/record/run-record.js";
import { withDrift } from "../../src/runner/drift/drift-rows.js";
import type { GateFileSpec } from "../../src/suite/suite.js";
import type { Row } from "../inference/count-rows.js";
import { auditOf, findingsOf } from "../runner/audit.js";

/** Rows of a group, of which this share is labelled positive; scores are what they are labelled. */
const rowsOf = (group: string, n: number, share: number): Row[] =>
  [1, 0].map((label) => {
    const times = label === 1 ? Math.round(n * share) : n - Math.round(n * share);
    return { groups: [group], label, prediction: label, times };
  });

type Groups = Readonly<Record<string, readonly [n: number, share: number]>>;
const rows = (groups: Groups): Row[] => Object.entries(groups).flatMap(([name, [n, share]]) => rowsOf(name, n, share));

const auditFor = (gates: readonly GateFileSpec[], suite: object = {}) => ({
  attributes: ["group"],
  suite: { drift: { features: [], bins: 10 }, gates, ...suite },
});

const gate = (more: Partial<GateFileSpec>): GateFileSpec => ({
  attribute: "group",
  drift: "total_variation",
  disparity: "total_variation",
  of: "label",
  at_most: 0.1,
  ...more,
});

function judged(before: Groups, now: Groups, specs: readonly GateFileSpec[], suite: object = {}): RunRecord {
  const audit = auditFor(specs, suite);
  const earlier = auditOf(rows(before), audit);
  const facts = { name: "before", kind: "run", model: "m1", paired: false, reason: null } as const;
  const nothing = { run_sha256: null, tool_version: null, finished: null, rows_paired: null, from: null, to: null };
  const hashes = { model_sha256: null, data_sha256: null, suite_sha256: null, units_across: [] };
  const found = { ...findingsOf(rows(now), audit), baseline: { ...facts, ...nothing, ...hashes } };
  return judge(withDrift(found, earlier));
}

const one = (before: Groups, now: Groups, spec: GateFileSpec, suite: object = {}): GateRow =>
  judged(before, now, [spec], suite).gates[0] as GateRow;

const base: Groups = { a: [5000, 0.3], b: [4000, 0.3] };

describe("gates on drift", () => {
  it("pass where every group is as before, and fail where one is not, naming it", () => {
    expect(one(base, base, gate({}))).toMatchObject({
      ...{ verdict: "pass", id: "label.group.total_variation", metric: null, disparity: "total_variation" },
      ...{ drift: { of: "label", feature: null }, value: 0 },
    });
    const moved = one(base, { a: [5000, 0.3], b: [4000, 0.5] }, gate({}));
    expect(moved).toMatchObject({ verdict: "fail", group: "b", reference: null });
    expect(moved.value).toBeCloseTo(0.2, 2);
    expect(moved.low).toBeGreaterThan(0.1);
  });

  it("are undecided where the interval holds the limit, or a group is small", () => {
    expect(one(base, { a: [5000, 0.3], b: [300, 0.38] }, gate({}))).toMatchObject({
      verdict: "undecided",
      reason: "the interval contains the limit",
    });
    const small: Groups = { ...base, c: [20, 0.3] };
    expect(one(small, small, gate({}))).toMatchObject({ verdict: "undecided", not_judged: [{ group: "c", n: 20 }] });
    expect(one(small, small, gate({ small_groups: "list" }))).toMatchObject({ verdict: "pass" });
  });

  it("see groups that came, went or are hidden, and never pass then", () => {
    const more: Groups = { ...base, c: [1000, 0.3] };
    expect(one(base, more, gate({}))).toMatchObject({ verdict: "undecided", not_judged: [{ group: "c" }] });
    expect(one(more, base, gate({}))).toMatchObject({ verdict: "undecided", not_judged: [{ group: "c" }] });
  });

  it("are of the groups' own shares", () => {
    const population = gate({ of: "population" });
    expect(one(base, base, population)).toMatchObject({ verdict: "pass", group: null });
    expect(one(base, { a: [5000, 0.3], b: [1000, 0.3] }, population)).toMatchObject({ verdict: "fail", group: null });
  });

  it("are undecided without a baseline, and where it has no distributions", () => {
    const alone = auditOf(rows(base), auditFor([gate({})]));
    expect(alone.gates[0]).toMatchObject({ verdict: "undecided", reason: "no baseline" });
    const audit = auditFor([gate({})]);
    const bare = auditOf(rows(base), { attributes: ["group"] });
    const found = { ...judged(base, base, [gate({})]) };
    expect(
      judge(withDrift({ ...findingsOf(rows(base), audit), baseline: found.baseline }, bare)).gates[0],
    ).toMatchObject({
      verdict: "undecided",
      reason: "the baseline has no distributions",
    });
  });

  it("stand in one family with all gates: the failing level is Holm's", () => {
    const specs = [
      gate({}),
      gate({ of: "prediction" }),
      gate({ drift: "jensen_shannon", disparity: "jensen_shannon" }),
    ];
    const { gates } = judged(base, { a: [5000, 0.3], b: [4000, 0.5] }, specs);
    for (const { level } of gates) expect(level).toBeGreaterThanOrEqual(0.95);
    expect(Math.max(...gates.map(({ level }) => level as number))).toBeGreaterThan(0.98);
  });

  it("are judged from the record alone", () => {
    const record = judged(base, { a: [5000, 0.3], b: [4000, 0.5] }, [gate({})]);
    expect(judge(JSON.parse(JSON.stringify(record)))).toEqual(record);
  });

  it("refuse values without an order, intersections and overlapping groups", () => {
    const refused =
      (spec: Partial<GateFileSpec>, suite: object = {}) =>
      () =>
        findingsOf(rows(base), auditFor([gate(spec)], suite));
    expect(refused({ drift: "kolmogorov_smirnov", disparity: "kolmogorov_smirnov" })).toThrow("values with an order");
    const attributes = [{ name: "group", separator: "|" }];
    expect(refused({}, { attributes })).toThrow(/overlap/);
  });
});
