import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detectableDifference } from "../../src/stats/detectable-difference.js";
import { detectableRatio } from "../../src/stats/detectable-ratio.js";
import { gapPower } from "../../src/stats/gap-power.js";
import { neededPerGroup } from "../../src/stats/needed-per-group.js";
import { withFixtures } from "../fixtures.js";
import { expectClose, type Json, oracle } from "./oracle.js";

withFixtures("against statsmodels", () => {
  it("detectableDifference", () => {
    for (const { p2_reference, n1, n2, power, alpha, mdd_upward } of oracle("c_power").expected
      .minimum_detectable_difference as Json[]) {
      // statsmodels is two-sided: alpha/2 here, and it adds the chance to find the opposite difference (below 2e-4 of
      // power).
      expectClose(detectableDifference(p2_reference, n1, n2, alpha / 2, power), mdd_upward, 1e-4, `${n1} and ${n2}`);
    }
  });
  it("gapPower", () => {
    for (const row of oracle("c_power").expected.power_proportions_2indep as Json[]) {
      const { p1, p2, nobs1, ratio_n2_over_n1, alpha, power } = row;
      const nReference = nobs1 * ratio_n2_over_n1;
      const pair = p1 > p2 ? { rate: p1, reference: p2 } : { rate: 1 - p1, reference: 1 - p2 };
      // The opposite tail of their two-sided test adds at most 1e-3 where power is as low as 0.3.
      expectClose(gapPower({ ...pair, n: nobs1, nReference }, 0, alpha / 2), power, 1e-3, JSON.stringify(row));
    }
  });
});

const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true });
const size = fc.integer({ min: 1, max: 100_000 });
const level = [0.05, 0.8] as const;

describe("detectableDifference", () => {
  it("is found with just that power, above the tolerance", () =>
    fc.assert(
      fc.property(rate, size, size, fc.constantFrom(0, 0.05, 0.3), (reference, n, nReference, tolerance) => {
        const found = detectableDifference(reference, n, nReference, ...level, tolerance);
        fc.pre(found !== null);
        expect(found).toBeGreaterThan(tolerance);
        const low = Math.min(reference, 1 - reference);
        const power = gapPower({ rate: low + found!, n, reference: low, nReference }, tolerance, 0.05);
        // Found by root finding. Where the rate reaches 1 its own variance vanishes and power jumps.
        fc.pre(low + found! < 0.999);
        expect(power).toBeCloseTo(0.8, 6);
      }),
    ));
  it("shrinks with the group, and is null for a few rows", () => {
    const found = [10, 30, 100, 1000, 1e5].map((n) => detectableDifference(0.3, n, 1e5, ...level)!);
    expect(found).toEqual([...found].sort((a, b) => b - a));
    expect(detectableDifference(0.5, 1, 3, ...level)).toBeNull();
    expect(detectableDifference(0.5, 0, 100, ...level)).toBeNull();
    expect(detectableDifference(0.4, 100, 100, ...level, 0.7)).toBeNull();
  });
  it("looks towards the side with more room", () => {
    expect(detectableDifference(0.95, 50, 1000, ...level)).toBe(detectableDifference(1 - 0.95, 50, 1000, ...level));
  });
});

describe("detectableRatio", () => {
  it("against 1 is a detectable difference downwards", () =>
    fc.assert(
      fc.property(rate, size, size, (reference, n, nReference) => {
        const ratio = detectableRatio(reference, n, nReference, ...level);
        fc.pre(ratio !== null);
        const failures = { rate: 1 - ratio! * reference, n, reference: 1 - reference, nReference };
        fc.pre(ratio! > 1e-6);
        expect(gapPower(failures, 0, 0.05)).toBeCloseTo(0.8, 6);
      }),
    ));
  it("is below its threshold, and null where even a ratio of 0 would not be found", () => {
    expect(detectableRatio(0.3, 1000, 1000, ...level, 0.8)).toBeLessThan(0.8);
    expect(detectableRatio(0.3, 1000, 1000, ...level, 0.8)).toBeGreaterThan(0.5);
    expect(detectableRatio(0.01, 20, 1000, ...level)).toBeNull();
    expect(detectableRatio(0, 20, 1000, ...level)).toBeNull();
  });
});

describe("neededPerGroup", () => {
  it("gives about the planned power to a find", () => {
    const n = neededPerGroup(0.4, 0.3, 0.02, ...level)!;
    // Unpooled variances there, constrained ones here.
    expect(gapPower({ rate: 0.4, n, reference: 0.3, nReference: n }, 0.02, 0.05)).toBeCloseTo(0.8, 1);
  });
  it("is symmetric, falls with the distance to the tolerance, and is null on it", () => {
    expect(neededPerGroup(0.3, 0.4, 0.02, ...level)).toBe(neededPerGroup(0.4, 0.3, 0.02, ...level));
    expect(neededPerGroup(0.3, 0.3, 0.05, ...level)).toBeLessThan(neededPerGroup(0.3, 0.32, 0.05, ...level)!);
    expect(neededPerGroup(0.3, 0.35, 0.05, ...level)).toBeNull();
    expect(neededPerGroup(0, 0, 0.05, ...level)).toBe(1);
  });
  it("is the textbook size of a superiority trial at tolerance 0", () => {
    // (1.644854 + 0.841621)² · (0.21 + 0.16) / 0.01 = 228.76
    expect(neededPerGroup(0.3, 0.2, 0, ...level)).toBe(229);
  });
});
