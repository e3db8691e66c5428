import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { roundedSteps } from "../../src/report/rounded-steps.js";

describe("roundedSteps", () => {
  it("adds up to the difference of the rounded ends, and moves no step by more than one unit", () => {
    const step = fc.double({ min: -50, max: 50, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 1, maxLength: 20 }),
        fc.double({ min: -100, max: 100, noNaN: true }),
        fc.integer({ min: 0, max: 3 }),
        (steps, from, digits) => {
          const to = from + steps.reduce((sum, one) => sum + one, 0);
          const found = roundedSteps(steps, from, to, digits);
          const places = (value: number) => Math.round(value / 10 ** -digits);
          expect(found.reduce((sum, one) => sum + places(one), 0)).toBe(places(to) - places(from) + 0);
          found.forEach((one, index) => {
            // The last digits of a sum of doubles on top.
            expect(Math.abs(one - (steps[index] ?? 0))).toBeLessThanOrEqual(10 ** -digits + 1e-9);
          });
        },
      ),
    );
  });

  it("rounds to the nearest where that adds up", () => {
    expect(roundedSteps([-2.61, -1.38, 0.7], 60.6, 57.31, 1)).toEqual([-2.6, -1.4, 0.7]);
    expect(roundedSteps([0.04, 0.04, 0.04], 0, 0.12, 1)).toEqual([0.1, 0, 0]);
  });
});
