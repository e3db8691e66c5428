import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TrendFacts } from "../../src/audits/trend-facts.js";
import { noTrends, type TrendState, trendRows, trendsOf, withAudit } from "../../src/audits/trends.js";
import { batchEvalue, dealBlocks, logEvalue, random, startEvalue } from "../../src/stats/index.js";
import { drawnPairs, gateFacts, monthly, months } from "./trend-audits.js";

const even = { rates: { f: 0.3, m: 0.3 }, rows: { f: 200, m: 400 } };
const only = (audits: readonly TrendFacts[]) => trendsOf(audits)[0]!;
const pairs = (month: number, population = even) => drawnPairs(random(month, "pairs"), population);

describe("trendsOf", () => {
  it("gives a point for each audit, and nothing to break the line where nothing changed", () => {
    const row = only(months(5, even, 1));
    expect(row.points.map(({ run, breaks, repeats }) => [run, breaks, repeats])).toEqual(
      [0, 1, 2, 3, 4].map((month) => [`churn/${month}`, [], null]),
    );
    expect(row).toMatchObject({ gate: "gate-1", earlier: 0, no_evidence: null, group: "f", reference: "m" });
  });

  it("collects the e-value that the statistics of blocks give", () => {
    const audits = months(3, { ...even, rates: { f: 0.45, m: 0.3 } }, 4);
    let evalue = startEvalue();
    for (const { gates, data, seed } of audits) {
      const [pair] = gates[0]!.pairs as ReturnType<typeof drawnPairs>;
      const stream = `gate ${data.sha256} ${JSON.stringify(["f", "m"])}`;
      evalue = batchEvalue(evalue, dealBlocks(random(seed, stream), pair!.counts), 0.05);
    }
    expect(only(audits).points.at(-1)?.log_e).toBeCloseTo(logEvalue(evalue).mixture, 12);
  });

  it.each([
    ["suite", { definition: "other" }, {}],
    ["suite", {}, { limitHash: "other" }],
    ["model", {}, { modelHash: "other" }],
    ["method", { tool: "0.2" }, {}],
    ["method", {}, { interval: "mover_two_groups" }],
  ] as const)("breaks the line at a new %s, and begins its evidence anew", (reason, audit, gate) => {
    const before = months(3, { ...even, rates: { f: 0.6, m: 0.3 } }, 2);
    const after = monthly(3, [gateFacts(pairs(3), gate)], audit);
    const { points, alarm_since } = only([...before, after]);
    expect(points.map(({ breaks }) => breaks)).toEqual([[], [], [], [reason]]);
    expect(points.map(({ alarm }) => alarm)).toEqual(
      [false, true, true, false].map((_, i) => i < 3 && points[i]!.alarm),
    );
    expect(points[2]?.alarm).toBe(true);
    expect(alarm_since).toBeNull();
    expect(points[3]?.log_e).toBeCloseTo(only([after]).points[0]!.log_e!, 12);
  });

  it("keeps the line over an audit whose method is not told, as one without a value", () => {
    const audits = [
      monthly(0, [gateFacts(pairs(0))]),
      monthly(1, [gateFacts(pairs(1), { interval: null, verdict: "error", value: null, low: null, high: null })]),
      monthly(2, [gateFacts(pairs(2))]),
    ];
    expect(only(audits).points.flatMap(({ breaks }) => breaks)).toEqual([]);
  });

  it("counts the same data once, and says which run saw them first", () => {
    const [first, second] = months(2, even, 3) as [TrendFacts, TrendFacts];
    const again = { ...monthly(2, first.gates), data: first.data, seed: 3 };
    const { points } = only([first, again, { ...second, entry: 3, time: monthly(3, []).time }]);
    expect(points.map(({ repeats }) => repeats)).toEqual([null, "churn/0", null]);
    expect(points[1]?.log_e).toBe(points[0]?.log_e);
    expect(points[2]?.log_e).toBe(only([first, second]).points[1]?.log_e);
  });

  it("counts the same data again for another model, once", () => {
    const first = monthly(0, [gateFacts(pairs(0))]);
    const other = (month: number) => monthly(month, [gateFacts(pairs(0), { modelHash: "v2" })], { data: first.data });
    expect(only([first, other(1), other(2)]).points.map(({ repeats }) => repeats)).toEqual([null, null, "churn/1"]);
  });

  it("does not count rows of an overlapping period, until one begins that overlaps none that counted", () => {
    const period = (month: number, from: string, to: string) =>
      monthly(month, [gateFacts(pairs(month))], { data: { sha256: `data-${month}`, from, to } });
    const audits = [
      period(0, "2026-01-01T00:00:00Z", "2026-06-30T23:00:00Z"),
      period(1, "2026-02-01T00:00:00Z", "2026-07-31T23:00:00Z"),
      period(2, "2026-07-01T00:00:00Z", "2026-12-31T23:00:00Z"),
    ];
    expect(only(audits).points.map(({ repeats }) => repeats)).toEqual([null, "churn/0", null]);
  });

  it("says why there is no e-value, and goes on when there is one", () => {
    const audits = [monthly(0, [gateFacts("rows have weights")]), monthly(1, [gateFacts(pairs(1))])];
    expect(only(audits.slice(0, 1))).toMatchObject({ no_evidence: "rows have weights", group: null });
    const [first, second] = only(audits).points;
    expect([first?.log_e, first?.sequence_low]).toEqual([null, null]);
    expect(second?.log_e).not.toBeNull();
  });

  it("keeps an alarm for as long as the line, whatever comes later", () => {
    const apart = months(6, { rates: { f: 0.6, m: 0.3 }, rows: { f: 300, m: 300 } }, 5);
    const close = Array.from({ length: 6 }, (_, i) => monthly(6 + i, [gateFacts(pairs(6 + i))]));
    const { points, alarm_since } = only([...apart, ...close]);
    const first = points.findIndex(({ alarm }) => alarm);
    expect(first).toBeGreaterThanOrEqual(0);
    expect(points.slice(first).every(({ alarm }) => alarm)).toBe(true);
    expect(alarm_since).toBe(points[first]?.time);
  });

  it("lets a group that comes later take an equal share of the evidence, not more", () => {
    const audits = months(4, { rates: { f: 0.36, m: 0.3 }, rows: { f: 200, m: 200 } }, 6);
    const population = { rates: { f: 0.36, m: 0.3, x: 0.3 }, rows: { f: 0, m: 0, x: 0 } };
    const empty = drawnPairs(random(1, "none"), population);
    const before = only(audits).points.at(-1)?.log_e as number;
    const after = only([...audits, monthly(4, [gateFacts(empty)])]).points.at(-1)?.log_e as number;
    expect(after).toBeCloseTo(before, 12);
  });

  it("does not depend on the order of the audits, of their gates or of other suites' gates", () => {
    const audits = months(6, even, 7).map((audit) => ({
      ...audit,
      gates: [...audit.gates, gateFacts(pairs(audit.entry), { key: "second", id: "gate-2" })],
    }));
    fc.assert(
      fc.property(fc.shuffledSubarray(audits, { minLength: audits.length }), fc.boolean(), (shuffled, turned) => {
        const given = shuffled.map((audit) => (turned ? { ...audit, gates: [...audit.gates].reverse() } : audit));
        const byGate = (rows: ReturnType<typeof trendsOf>) => [...rows].sort((a, b) => (a.gate < b.gate ? -1 : 1));
        expect(byGate(trendsOf(given))).toEqual(byGate(trendsOf(audits)));
      }),
      { numRuns: 20 },
    );
  });

  it("gives the same by steps, from a state that was written and read, as from scratch", () => {
    const changes = fc.record({
      model: fc.constantFrom("m1", "m1", "m1", "m2"),
      definition: fc.constantFrom("s1", "s1", "s1", "s2"),
      data: fc.integer({ min: 0, max: 5 }),
      groups: fc.constantFrom(["f", "m"], ["f", "m"], ["f", "m", "x"]),
      reason: fc.constantFrom(null, null, null, "rows have weights"),
    });
    fc.assert(
      fc.property(fc.array(changes, { minLength: 1, maxLength: 6 }), (drawn) => {
        const audits = drawn.map(({ model, definition, data, groups, reason }, month) => {
          const rates = Object.fromEntries(groups.map((name, i) => [name, 0.3 + i / 10]));
          const rows = Object.fromEntries(groups.map((name) => [name, 60]));
          const counted = reason ?? drawnPairs(random(month, "drawn"), { rates, rows });
          return monthly(month, [gateFacts(counted, { modelHash: model })], {
            definition,
            data: { sha256: `data-${data}`, from: null, to: null },
          });
        });
        let state: TrendState = noTrends;
        const steps = audits.map((audit) => {
          const after = withAudit(JSON.parse(JSON.stringify(state)) as TrendState, audit);
          state = after.state;
          return after.steps;
        });
        expect(trendRows(steps, Number.POSITIVE_INFINITY)).toEqual(trendsOf(audits));
      }),
      { numRuns: 25 },
    );
  });

  it("keeps the last points alone where no more are wanted, and says how many came before", () => {
    const row = trendsOf(months(5, even, 1), 2)[0]!;
    expect([row.points.length, row.earlier]).toEqual([2, 3]);
  });
});
