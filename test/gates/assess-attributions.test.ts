import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import {
  assessAttributionGap,
  assessProxyShare,
  assessRankAgreement,
  type JudgedFigure,
} from "../../src/gates/assess-attributions.js";
import { tCritical } from "../../src/stats/student-t.js";
import { tabulate } from "../../src/stats/tabulated.js";
import { normal } from "../attributions/gaps/drawn-gaps.js";

const gap = (value: number, error: number, df = 60, judged = true): JudgedFigure => ({
  value,
  evidence: { interval: "t_mean", basis: [value, error, df, 200] },
  judged,
});
const share = (value: number, error: number): JudgedFigure => ({
  value,
  evidence: { interval: "t_logit", basis: [value, error, 60, 200] },
  judged: true,
});
const agreement = (value: number, error: number): JudgedFigure => ({
  value,
  evidence: { interval: "bca", basis: tabulate(200, (z) => Math.min(1, value + z * error)) },
  judged: true,
});
const within = (tolerance: number) => ({ tolerance, confidence: 0.95 });

describe("assessAttributionGap(figures, gate, failingAlpha)", () => {
  it("bounds the largest |difference|: unadjusted above, Bonferroni over the players below", () => {
    const figures = [gap(0.1, 0.05), gap(-0.4, 0.05), gap(0.02, 0.05)];
    const { value, place, low, high } = assessAttributionGap(figures, within(0.2), 0.05);
    expect([value, place]).toEqual([0.4, 1]);
    expect(high).toBeCloseTo(0.4 + 0.05 * tCritical(0.1, 60), 10);
    // With the tolerance 4 standard errors from 0 the second sign plays no part: one-sided 0.05/3. The root finder stops at 1e-9.
    expect(low).toBeCloseTo(0.4 - 0.05 * tCritical(0.1 / 3, 60), 6);
  });
  it("fails, passes and stays undecided as the interval lies", () => {
    const outcomes = [0.05, 0.2, 0.5].map((tolerance) =>
      assessAttributionGap([gap(0.2, 0.04)], within(tolerance), 0.05),
    );
    expect(outcomes.map(({ fails, passes }) => [fails, passes])).toEqual([
      [true, false],
      [false, false],
      [false, true],
    ]);
    // p is the level at which it just fails.
    for (const { p, fails } of outcomes) expect(p < 0.05).toBe(fails);
    expect(assessAttributionGap([gap(0.2, 0.04)], within(0.05), outcomes[0]!.p * 1.01).fails).toBe(true);
    expect(assessAttributionGap([gap(0.2, 0.04)], within(0.05), outcomes[0]!.p * 0.99).fails).toBe(false);
  });
  it("does not pass without a judged figure, and refuses to judge nothing", () => {
    const small = assessAttributionGap([gap(0, 0.01, 60, false)], within(1), 0.05);
    expect([small.high, small.passes]).toEqual([null, false]);
    expect(() => assessAttributionGap([], within(1), 0.05)).toThrow(RangeError);
  });
  it("fails in at most 5 % of runs where all of ten players are at the tolerance", () => {
    const next = random(1, "gate");
    const tried = 1_000;
    for (const tolerance of [0, 0.1]) {
      let failed = 0;
      for (let run = 0; run < tried; run++) {
        const figures = Array.from({ length: 10 }, () => gap(tolerance + 0.05 * normal(next), 0.05, 1e6));
        if (assessAttributionGap(figures, within(tolerance), 0.05).fails) failed++;
      }
      // Standard error 0.7 points.
      expect(failed / tried).toBeLessThanOrEqual(0.07);
      expect(failed / tried).toBeGreaterThan(0.02);
    }
  });
});

describe("assessProxyShare(figures, gate, failingAlpha)", () => {
  it("speaks of the largest share in any group", () => {
    const figures = [share(0.1, 0.02), share(0.3, 0.03)];
    expect(assessProxyShare(figures, within(0.2), 0.05)).toMatchObject({
      value: 0.3,
      place: 1,
      fails: true,
      passes: false,
    });
    expect(assessProxyShare(figures, within(0.5), 0.05)).toMatchObject({ fails: false, passes: true, p: 1 });
    expect(assessProxyShare(figures, within(0.29), 0.05)).toMatchObject({ fails: false, passes: false });
  });
  it("passes a share that is exactly 0", () => {
    const none: JudgedFigure = { value: 0, evidence: { interval: "t_mean", basis: [0, 0, 60, 200] }, judged: true };
    expect(assessProxyShare([none], within(0), 0.05)).toMatchObject({ fails: false, passes: true, low: 0, high: 0 });
  });
});

describe("assessRankAgreement(figures, gate, failingAlpha)", () => {
  it("speaks of the lowest agreement of any group", () => {
    const figures = [agreement(0.99, 0.01), agreement(0.8, 0.02)];
    const failing = assessRankAgreement(figures, within(0.9), 0.05);
    expect(failing).toMatchObject({ value: 0.8, place: 1, fails: true, passes: false });
    expect(failing.high).toBeLessThan(0.9);
    expect(failing.low).toBeCloseTo(0.8 - 0.02 * 1.6448536269514722, 3);
    expect(failing.p).toBeLessThan(0.05);
    expect(assessRankAgreement(figures, within(0.7), 0.05)).toMatchObject({ fails: false, passes: true });
    expect(assessRankAgreement(figures, within(0.81), 0.05)).toMatchObject({ fails: false, passes: false });
  });
});
