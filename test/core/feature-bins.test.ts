import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binCount, binOfNumber, roundedCuts } from "../../src/core/feature-bins.js";

const numbers = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 19 })
  .map((values) => values.sort((a, b) => a - b));

describe("roundedCuts", () => {
  it("keeps whole ages and rounds amounts, so that a cut is nobody's number", () => {
    expect(roundedCuts([21, 28, 33, 38, 44, 49, 55, 62, 70], 101)).toEqual([21, 28, 33, 38, 44, 49, 55, 62, 70]);
    expect(roundedCuts([1234.56, 3333.33, 9876.54], 20_000)).toEqual([1240, 3340, 9880]);
    expect(roundedCuts([100_234, 300_456, 500_789], 999_999)).toEqual([101_000, 301_000, 501_000]);
    expect(roundedCuts([0.1, 0.2, 0.3], 1)).toEqual([0.1, 0.2, 0.3]);
  });

  it("makes one cut of equal ones, and none above which there is nothing", () => {
    expect(roundedCuts([0, 0, 0, 1, 1], 1)).toEqual([0]);
    expect(roundedCuts([5, 5, 5], 5)).toEqual([]);
  });

  it("gives rising cuts below the highest, none below the quantile that it stands for", () =>
    fc.assert(
      fc.property(numbers, fc.double({ min: 0, max: 1e6, noNaN: true }), (quantiles, more) => {
        const highest = quantiles.at(-1)! + more;
        const cuts = roundedCuts(quantiles, highest);
        for (const [i, cut] of cuts.entries()) {
          expect(cut).toBeLessThan(highest);
          if (i > 0) expect(cut).toBeGreaterThan(cuts[i - 1]!);
        }
        const spread = quantiles.at(-1)! - quantiles[0]!;
        // Rounding up moves a cut by less than a hundredth of the spread (of the number, where there is none).
        const most = (spread > 0 ? spread : Math.abs(quantiles[0]!)) / 100;
        for (const quantile of quantiles) {
          const above = cuts.find((cut) => cut >= quantile - 1e-6 * Math.max(1, Math.abs(quantile)));
          if (above === undefined)
            expect(highest - quantile).toBeLessThanOrEqual(most + 1e-6 * Math.abs(highest) + 1e-9);
        }
      }),
    ));
});

describe("binOfNumber", () => {
  it("is the number of cuts below the number", () =>
    fc.assert(
      fc.property(numbers, fc.double({ min: -1e6, max: 1e6, noNaN: true }), (values, value) => {
        const cuts = [...new Set(values)];
        const bin = binOfNumber(value, cuts);
        expect(bin).toBe(cuts.filter((cut) => cut < value).length);
        expect(bin).toBeLessThan(binCount({ kind: "number", cuts }) - 1);
      }),
    ));
});
