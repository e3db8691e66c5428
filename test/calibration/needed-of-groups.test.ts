import { describe, expect, it } from "vitest";
import { judgeSuite, share } from "../../bench/calibration/gate-record.js";
import { random } from "../../src/core/random.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { gapSettledPower, neededOfGroups } from "../../src/stats/needed-of-groups.js";
import { neededPerGroup } from "../../src/stats/needed-per-group.js";
import { normalQuantile } from "../../src/stats/normal-quantile.js";
import { tukeyCritical } from "../../src/stats/studentized-range.js";

const plan = { tolerance: 0.05, alpha: 0.05 };

/** Chance that a gate is settled, by drawing normal estimates and comparing every pair: no integral, no critical range. */
function drawnPower(rates: readonly number[], n: number, draws: number): number {
  const next = random(1, `drawn ${rates} ${n}`);
  const [gap, z] = [Math.max(...rates) - Math.min(...rates), 1.6448536269514722];
  const c = gap > plan.tolerance ? tukeyCritical(plan.alpha, rates.length) : z;
  const shrunk = rates.map((rate) => (n * rate + (c * c) / 2) / (n + c * c));
  let settled = 0;
  for (let draw = 0; draw < draws; draw++) {
    const estimates = rates.map(
      (rate) => rate + Math.sqrt((rate * (1 - rate)) / n) * normalQuantile(next() + 2 ** -54),
    );
    const excess = estimates.flatMap((a, i) =>
      estimates.flatMap((b, j) => {
        if (i === j) return [];
        const error = Math.sqrt((shrunk[i]! * (1 - shrunk[i]!) + shrunk[j]! * (1 - shrunk[j]!)) / n);
        return [gap > plan.tolerance ? a - b - c * error : a - b + c * error];
      }),
    );
    const most = Math.max(...excess);
    if (gap > plan.tolerance ? most > plan.tolerance : most <= plan.tolerance) settled++;
  }
  return settled / draws;
}

describe("gapSettledPower", () => {
  it.each([
    { rates: [0.3, 0.3, 0.3], n: 1500 },
    { rates: [0.1, 0.12, 0.11, 0.1], n: 1200 },
    { rates: [0.3, 0.3, 0.3, 0.4], n: 1000 },
    { rates: [0.2, 0.2, 0.3], n: 500 },
    { rates: [0.05, 0.06], n: 500 },
  ])("is what drawn estimates give: $rates with $n rows", ({ rates, n }) => {
    // 20,000 draws, seed 1: standard error at most 0.35 points; unequal variances cost the integral another point at most.
    expect(Math.abs(gapSettledPower(rates, n, plan) - drawnPower(rates, n, 20_000))).toBeLessThan(0.02);
  });
  it("is nearly that for more different rates than it tells apart", () => {
    // 1,500 draws, seed 1: standard error at most 1.3 points; rates on a grid of 24 move by up to a 46th of the gap.
    for (const [gap, n] of [
      [0.03, 12_000],
      [0.12, 700],
    ] as const) {
      const rates = Array.from({ length: 40 }, (_, i) => 0.3 + (gap * i) / 39);
      expect(Math.abs(gapSettledPower(rates, n, plan) - drawnPower(rates, n, 1_500))).toBeLessThan(0.06);
    }
  });
  it("grows with the rows, to 1", () => {
    for (const rates of [
      [0.2, 0.21, 0.2],
      [0.2, 0.3, 0.2],
    ]) {
      const powers = [100, 300, 1000, 3000, 10000, 100000].map((n) => gapSettledPower(rates, n, plan));
      expect(powers).toEqual([...powers].sort((a, b) => a - b));
      expect(powers.at(-1)).toBeGreaterThan(0.999);
    }
  });
});

describe("neededOfGroups", () => {
  it("is about the two-group formula where one pair decides in one direction", () => {
    // Limits of score intervals and unpooled variances differ by some percent.
    for (const [a, b] of [
      [0.3, 0.4],
      [0.3, 0.32],
      [0.5, 0.53],
    ] as const) {
      const ratio = neededOfGroups([a, b], plan, 0.8)! / neededPerGroup(a, b, plan.tolerance, 0.05, 0.8)!;
      expect(Math.abs(ratio - 1)).toBeLessThan(0.05);
    }
  });
  it("is the least number that reaches the power, and null on the limit", () => {
    for (const rates of [
      [0.3, 0.3],
      [0.1, 0.1, 0.1, 0.1],
      [0.1, 0.2, 0.15],
      [0, 0],
      [1, 1, 1],
    ]) {
      const n = neededOfGroups(rates, plan, 0.8)!;
      expect(gapSettledPower(rates, n, plan)).toBeGreaterThanOrEqual(0.8);
      expect(gapSettledPower(rates, n - 1, plan)).toBeLessThan(0.8);
    }
    expect(neededOfGroups([0.3, 0.35], plan, 0.8)).toBeNull();
    expect(() => neededOfGroups([0.3], plan, 0.8)).toThrow(RangeError);
  });
  it("needs more where more groups must pass, and where a suite's level is split over gates", () => {
    const equal = [2, 3, 5, 12].map((k) => neededOfGroups(new Array(k).fill(0.2), plan, 0.8)!);
    expect(equal).toEqual([...equal].sort((a, b) => a - b));
    const alone = neededOfGroups([0.2, 0.3, 0.2], plan, 0.8)!;
    expect(neededOfGroups([0.2, 0.3, 0.2], { ...plan, lowAlpha: 0.01 }, 0.8)!).toBeGreaterThan(alone);
  });
  it.each([
    { rates: [0.3, 0.3], wanted: "pass" },
    { rates: [0.1, 0.1, 0.1, 0.1, 0.1], wanted: "pass" },
    { rates: [0.3, 0.3, 0.3, 0.3, 0.42], wanted: "fail" },
  ] as const)("settles about 80 % of gates judged with so many rows: $rates", ({ rates, wanted }) => {
    // Seed 2, 400 gates: standard error 2 points; measured with 1,000 gates 75 to 85 %.
    const n = neededOfGroups(rates, plan, 0.8)!;
    const next = random(2, `settled ${rates}`);
    const runs = 400;
    let settled = 0;
    for (let run = 0; run < runs; run++) {
      const groups = rates.map((p) => share(drawBinomial(next, n, p), n));
      if (judgeSuite([{ groups, tolerance: plan.tolerance }])[0]!.verdict === wanted) settled++;
    }
    expect(settled / runs).toBeGreaterThan(0.72);
    expect(settled / runs).toBeLessThan(0.9);
  });
});
