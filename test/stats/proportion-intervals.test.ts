import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { agrestiCoull } from "../../src/stats/agresti-coull.js";
import { clopperPearson } from "../../src/stats/clopper-pearson.js";
import { jeffreys } from "../../src/stats/jeffreys.js";
import { waldProportion } from "../../src/stats/wald-proportion.js";
import { wilson } from "../../src/stats/wilson.js";
import { wilsonContinuity } from "../../src/stats/wilson-continuity.js";
import { wilsonEffective } from "../../src/stats/wilson-effective.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle } from "./oracle.js";

withFixtures("against statsmodels and scipy", () => {
  it("wilson and clopperPearson", () => {
    for (const { x, n, alpha, ...expected } of oracle("c_proportion_intervals").expected as Json[]) {
      expectInterval(wilson([x, n], alpha), expected.wilson, closedForm, `Wilson ${x}/${n}`);
      expectInterval(clopperPearson([x, n], alpha), expected.clopper_pearson, closedForm, `Clopper–Pearson ${x}/${n}`);
    }
  });
  it("jeffreys, but for the ends with no or only successes, which hold the estimate here", () => {
    for (const { x, n, alpha, jeffreys: expected } of oracle("c_proportion_intervals").expected as Json[]) {
      const { low, high } = jeffreys([x, n], alpha);
      expectClose(low, x === 0 ? 0 : expected[0], closedForm, `Jeffreys ${x}/${n}, low`);
      expectClose(high, x === n ? 1 : expected[1], closedForm, `Jeffreys ${x}/${n}, high`);
    }
  });
});

const counts = fc
  .integer({ min: 1, max: 100_000 })
  .chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const alphas = fc.constantFrom(0.2, 0.1, 0.05, 0.01, 1e-6);

const defaults = { wilson, jeffreys, clopperPearson };
const others = { agrestiCoull, wilsonContinuity, waldProportion };

describe.each(Object.entries({ ...defaults, ...others }))("%s", (_, interval) => {
  it("holds its estimate and stays within [0, 1]", () =>
    fc.assert(
      fc.property(counts, alphas, ([x, n], alpha) => {
        const { low, high } = interval([x, n], alpha);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(x / n);
        expect(high).toBeGreaterThanOrEqual(x / n);
        expect(high).toBeLessThanOrEqual(1);
      }),
    ));
  it("of failures is that of successes mirrored", () =>
    fc.assert(
      fc.property(counts, alphas, ([x, n], alpha) => {
        const [one, other] = [interval([x, n], alpha), interval([n - x, n], alpha)];
        // 1 − limit has an absolute error of about 1e-16; the quantiles add a few of their own.
        expect(other.low).toBeCloseTo(1 - one.high, 12);
        expect(other.high).toBeCloseTo(1 - one.low, 12);
      }),
    ));
});

const width = ({ low, high }: { low: number; high: number }) => high - low;

describe.each(Object.entries(defaults))("%s", (_, interval) => {
  it("is narrower with twice the counts, wider with more confidence", () =>
    fc.assert(
      fc.property(counts, alphas, ([x, n], alpha) => {
        const here = width(interval([x, n], alpha));
        expect(width(interval([2 * x, 2 * n], alpha))).toBeLessThan(here);
        expect(width(interval([x, n], alpha / 2))).toBeGreaterThan(here);
      }),
    ));
});

describe.each(Object.entries(others))("%s", (_, interval) => {
  it("is no wider with twice the counts, nor with less confidence", () =>
    fc.assert(
      fc.property(counts, alphas, ([x, n], alpha) => {
        // An interval cut to [0, 1], or Wald's of no success, keeps its width; 1e-15 is rounding.
        const here = width(interval([x, n], alpha));
        expect(width(interval([2 * x, 2 * n], alpha))).toBeLessThanOrEqual(here + 1e-15);
        expect(width(interval([x, n], alpha / 2))).toBeGreaterThanOrEqual(here - 1e-15);
      }),
    ));
});

describe.each(Object.entries({ agrestiCoull, wilsonContinuity }))("%s", (_, interval) => {
  it("holds Wilson's interval, but for rounding", () =>
    fc.assert(
      fc.property(counts, alphas, ([x, n], alpha) => {
        const [one, narrow] = [interval([x, n], alpha), wilson([x, n], alpha)];
        expect(one.low).toBeLessThanOrEqual(narrow.low + 1e-12);
        expect(one.high).toBeGreaterThanOrEqual(narrow.high - 1e-12);
      }),
    ));
});

describe("wilsonEffective", () => {
  it("with very many degrees of freedom is Wilson's", () =>
    fc.assert(
      fc.property(counts, ([x, n]) => {
        const { low, high } = wilson([x, n], 0.05);
        // Student's t with 1e12 degrees of freedom differs from the normal by 1e-12.
        expectInterval(wilsonEffective([x / n, n, 1e12, n], 0.05), [low, high], closedForm, `${x}/${n}`);
      }),
    ));
  it("is wider with fewer degrees of freedom", () => {
    const widths = [1, 2, 5, 30, 1000].map((df) => width(wilsonEffective([0.3, 40, df, 100], 0.05)));
    expect(widths).toEqual([...widths].sort((a, b) => b - a));
  });
  it("knows nothing where Student's t is beyond all numbers", () => {
    expect(wilsonEffective([0.3, 40, 1, 100], 1e-300)).toEqual({ low: 0, high: 1 });
  });
});
