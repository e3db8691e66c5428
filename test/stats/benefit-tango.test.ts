import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { benefitTango, boundsOf, tango, twoSidedCritical } from "../../src/stats/index.js";
import { mulberry32 } from "../mulberry32.js";

const counts = fc.record({ fp: fc.nat(60), fn: fc.nat(60), right: fc.integer({ min: 1, max: 400 }) });

describe("benefitTango([false positives, rows, false negatives], alpha)", () => {
  it("is one more than Tango's interval of the paired difference, and known by its name in records", () =>
    fc.assert(
      fc.property(counts, ({ fp, fn, right }) => {
        const rows = fp + fn + right;
        const { low, high } = tango(fp, fn, rows, twoSidedCritical(0.05));
        expect(benefitTango([fp, rows, fn], 0.05)).toEqual({ low: 1 + low, high: 1 + high });
        expect(boundsOf({ interval: "benefit_tango", basis: [fp, rows, fn] }, 0.05)).toEqual({
          low: 1 + low,
          high: 1 + high,
        });
      }),
    ));

  it("stays in [0, 2], holds the mean and has a width without any error", () =>
    fc.assert(
      fc.property(counts, ({ fp, fn, right }) => {
        const rows = fp + fn + right;
        const { low, high } = benefitTango([fp, rows, fn], 0.05);
        const mean = 1 + (fp - fn) / rows;
        // 1e-9: roots of a search.
        expect(low).toBeGreaterThanOrEqual(0);
        expect(high).toBeLessThanOrEqual(2);
        expect(low).toBeLessThan(mean + 1e-9);
        expect(high).toBeGreaterThan(mean - 1e-9);
        expect(high - low).toBeGreaterThan(0);
      }),
    ));

  it("covers 95 % of draws with rare and unequal errors", () => {
    const random = mulberry32(4);
    const [rows, falsePositive, falseNegative, draws] = [100, 0.02, 0.06, 3_000];
    let held = 0;
    for (let draw = 0; draw < draws; draw++) {
      let [fp, fn] = [0, 0];
      for (let row = 0; row < rows; row++) {
        const one = random();
        if (one < falsePositive) fp++;
        else if (one < falsePositive + falseNegative) fn++;
      }
      const { low, high } = benefitTango([fp, rows, fn], 0.05);
      if (low <= 1 + falsePositive - falseNegative && 1 + falsePositive - falseNegative <= high) held++;
    }
    // 1.5 points, of which 3 standard errors are 1.2.
    expect(Math.abs(held / draws - 0.95)).toBeLessThan(0.015);
  });
});
