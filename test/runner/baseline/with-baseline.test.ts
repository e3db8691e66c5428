import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judge } from "../../../src/gates/judge.js";
import type { Findings, RunRecord } from "../../../src/record/run-record.js";
import { serializeRecord } from "../../../src/record/serialize.js";
import { baselineOf } from "../../../src/runner/baseline/baseline-of.js";
import { withBaseline } from "../../../src/runner/baseline/with-baseline.js";
import { findings } from "../../../src/runner/findings.js";
import type { GateFileSpec, SuiteContent } from "../../../src/suite/suite.js";
import { measured, suiteOf, temporaryFolder, written } from "../measure-suite.js";

const folder = temporaryFolder();

interface Row {
  readonly gender: string;
  readonly label: number;
  readonly now: number;
  readonly before: number;
  readonly unit: number;
}

const grew: GateFileSpec[] = ["selection_rate", "true_positive_rate", "precision"].map((metric) => ({
  ...{ metric, attribute: "gender", disparity: "max_difference" },
  regression: { at_most: 0.05 },
}));

/** Findings on rows that two models answered, compared with the second one. */
async function compared(rows: readonly Row[], more: Partial<SuiteContent> & { unit?: string } = {}) {
  const { unit, ...rest } = more;
  const csv = ["gender,label,now,before,unit", ...rows.map((row) => Object.values(row).join(","))].join("\n");
  const suite: SuiteContent = {
    ...suiteOf({
      ...{ folder, sources: [written(folder, "rows.csv", `${csv}\n`)], attributes: ["gender"] },
      dataset: { favourable: 1, ...(unit === undefined ? {} : { unit }) },
      models: [
        { id: "new", prediction: "now" },
        { id: "old", prediction: "before" },
      ],
      metrics: ["selection_rate", "true_positive_rate", "precision"],
    }),
    gates: grew,
    suppressBelow: 0,
    ...rest,
  };
  const counts = await measured(suite);
  const found = findings(suite, counts, { seed: 1, toolVersion: "0.0.0" });
  const rowsAtHand = { measured: counts, predictions: null, pair: () => Promise.reject(new Error("no files here")) };
  const baseline = await baselineOf(found, { kind: "model", name: "old", record: null }, rowsAtHand);
  return { found, all: withBaseline(found, baseline) };
}

/** `n` rows of a group: the first `had` of them had the outcome, of which `lost` lost it; `won` of the others got it. */
const rowsOf = (gender: string, n: number, had: number, lost: number, won: number): Row[] =>
  Array.from({ length: n }, (_, i) => {
    const before = Number(i < had);
    const now = Number(i < had ? i >= lost : i < had + won);
    return { gender, label: i % 2, now, before, unit: Math.floor(i / 3) };
  });

describe("withBaseline(another model of the suite)", () => {
  it("has each group's shares of both, pair by pair", async () => {
    const { all } = await compared([...rowsOf("f", 400, 200, 80, 0), ...rowsOf("m", 300, 150, 6, 9)]);
    const rows = all.change_groups!.filter(({ metric }) => metric === "selection_rate");
    expect(rows).toMatchObject([
      { group: "f", before: 0.5, now: 0.3, n_now: 400, pairs: [120, 0, 80, 200, 400, 400, 0] },
      { group: "m", before: 0.5, now: 153 / 300, n_now: 300, pairs: [144, 9, 6, 141, 300, 300, 0] },
    ]);
    expect(all.baseline).toMatchObject({ kind: "model", name: "old", paired: true, rows_paired: 700, reason: null });
    expect(all.flips).toMatchObject([
      { group: null, n: 700, to_outcome: 9, from_outcome: 86, same: 605 },
      { group: "f", n: 400, to_outcome: 0, from_outcome: 80, same: 320, test: "mcnemar_exact" },
      { group: "m", n: 300, to_outcome: 9, from_outcome: 6, same: 285 },
    ]);
  });

  it("takes precision as linked, as its rows are not the same by both", async () => {
    const { all } = await compared([...rowsOf("f", 400, 200, 20, 10), ...rowsOf("m", 300, 150, 6, 9)]);
    const row = all.changes!.find(({ metric }) => metric === "precision");
    expect(row).toMatchObject({ method: "linked" });
    expect(all.changes!.find(({ metric }) => metric === "true_positive_rate")).toMatchObject({ method: "paired" });
  });

  it("tests units where rows have them", async () => {
    const rows = [...rowsOf("f", 400, 200, 80, 0), ...rowsOf("m", 300, 150, 60, 9)];
    const [plain, units] = [await compared(rows), await compared(rows, { unit: "unit" })];
    expect(units.all.flips![0]).toMatchObject({ test: "sign_flip_normal", units: 134 });
    const width = ({ all }: typeof plain) => {
      const { low, high } = judge(all).gates[0]!;
      return high! - low!;
    };
    expect(width(units)).toBeGreaterThan(width(plain));
  });

  it("hides small numbers of changed decisions, and what would give them away", async () => {
    const counts = fc.tuple(fc.integer({ min: 0, max: 8 }), fc.integer({ min: 0, max: 8 }));
    await fc.assert(
      fc.asyncProperty(fc.array(counts, { minLength: 3, maxLength: 3 }), async (each) => {
        const names = ["a", "b", "c"];
        const rows = each.flatMap(([lost, won], g) => rowsOf(names[g]!, 60, 30, lost, won));
        const { all } = await compared(rows, { suppressBelow: 5 });
        const shown = all.flips!.filter(({ group, status }) => group !== null && status === "ok");
        for (const { to_outcome, from_outcome } of shown)
          for (const count of [to_outcome!, from_outcome!]) expect(count === 0 || count >= 5).toBe(true);
        expect(shown.length).not.toBe(names.length - 1);
        for (const row of all.change_groups!.filter(({ metric }) => metric === "selection_rate")) {
          const [, n10, n01] = row.pairs!;
          const isShown = shown.some(({ group }) => group === row.group);
          if (!isShown) expect(Math.min(n10!, n01!)).toBeGreaterThanOrEqual(5);
          expect((n10! - n01!) / 60).toBeCloseTo(row.now! - row.before!, 12);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("says nothing of groups that are hidden themselves", async () => {
    const rows = [...rowsOf("f", 200, 100, 20, 10), ...rowsOf("m", 200, 90, 20, 10), ...rowsOf("x", 3, 1, 0, 0)];
    const { all } = await compared(rows, { suppressBelow: 5 });
    const hidden = [...all.change_groups!, ...all.flips!].filter(({ status }) => status === "suppressed");
    expect(hidden.length).toBeGreaterThan(0);
    for (const { before, now, pairs } of all.change_groups!.filter(({ status }) => status === "suppressed"))
      expect([before, now, pairs]).toEqual([null, null, null]);
  });
});

describe("judge(findings with a baseline)", () => {
  const worse = [...rowsOf("f", 3000, 1500, 600, 0), ...rowsOf("m", 3000, 1400, 5, 5)];
  const same = [...rowsOf("f", 3000, 1500, 10, 10), ...rowsOf("m", 3000, 1400, 10, 10)];

  it("fails a gap that grew beyond its tolerance, and passes one that did not", async () => {
    const gates = async (rows: readonly Row[]) => judge((await compared(rows)).all).gates;
    expect((await gates(worse))[0]).toMatchObject({ verdict: "fail", group: "f", reference: "m", regression: true });
    expect((await gates(same))[0]).toMatchObject({ verdict: "pass" });
  });

  it("is undecided without a baseline, with the reason", async () => {
    const { found } = await compared(same);
    const { gates, verdict } = judge(found);
    expect(gates.map((gate) => [gate.verdict, gate.reason])).toEqual(grew.map(() => ["undecided", "no baseline"]));
    expect(verdict).toBe("undecided");
  });

  it("needs nothing but the record", async () => {
    const first = judge((await compared(worse)).all);
    const { gates: _g, detection: _d, verdict: _v, ...read } = JSON.parse(serializeRecord(first)) as RunRecord;
    expect(serializeRecord(judge(read as Findings))).toBe(serializeRecord(first));
  });

  it("reads a gap that grew as worse, one that shrank as better", async () => {
    const readings = async (rows: readonly Row[]) => judge((await compared(rows)).all).changes![0]!.reading;
    expect(await readings(worse)).toBe("worse");
    expect(await readings(same)).toBe("not_worse");
    const swapped = worse.map((row) => ({ ...row, now: row.before, before: row.now }));
    expect(await readings(swapped)).toBe("better");
  });
});
