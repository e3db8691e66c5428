import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { betaQuantile, betaQuantileUpper } from "../../src/stats/beta-quantile.js";
import { chiSquaredUpper } from "../../src/stats/chi-squared.js";
import { incompleteBeta } from "../../src/stats/incomplete-beta.js";
import { normalQuantile } from "../../src/stats/normal-quantile.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { tCritical, tQuantile, tUpper } from "../../src/stats/student-t.js";
import { studentizedRangeUpper, tukeyCritical, tukeyLevel } from "../../src/stats/studentized-range.js";
import { withFixtures } from "../fixtures.js";
import { expectRelative, type Json, oracle } from "./oracle.js";

/**
 * The references hold 16 digits; a relative error of 1e-12 leaves room for their rounding and ours, in the tails as
 * well.
 */
const digits = 1e-12;
type Row = number[];

withFixtures("against scipy", () => {
  it("normalQuantile", () => {
    for (const [p, value] of oracle("c_special_functions").expected.norm_ppf as [number, number][]) {
      expectRelative(normalQuantile(p), value, digits, `p = ${p}`);
    }
  });
  it("normalUpper", () => {
    for (const [z, value] of oracle("c_special_functions").expected.norm_sf as [number, number][]) {
      expectRelative(normalUpper(z), value, digits, `z = ${z}`);
    }
  });
  it("betaQuantile, and incompleteBeta back", () => {
    for (const [p, a, b, value] of oracle("c_special_functions").expected.beta_ppf as Row[]) {
      expectRelative(betaQuantile(p!, a!, b!), value!, digits, `p = ${p}, Beta(${a}, ${b})`);
      expectRelative(incompleteBeta(a!, b!, betaQuantile(p!, a!, b!)).lower, p!, digits, `Beta(${a}, ${b}) back`);
    }
  });
  it("incompleteBeta as binomial probability", () => {
    for (const [k, n, p, value] of oracle("c_special_functions").expected.binom_cdf as Row[]) {
      expectRelative(incompleteBeta(k! + 1, n! - k!, p!).upper, value!, digits, `P(X <= ${k}), n = ${n}, p = ${p}`);
    }
  });
  it("chiSquaredUpper", () => {
    for (const [x, df, value] of oracle("c_special_functions").expected.chi2_sf as Row[]) {
      expectRelative(chiSquaredUpper(x!, df!), value!, digits, `x = ${x}, df = ${df}`);
    }
  });
  it("tUpper, and tQuantile back", () => {
    for (const [t, df, value] of oracle("c_special_functions").expected.t_sf as Row[]) {
      expectRelative(tUpper(t!, df!), value!, digits, `t = ${t}, df = ${df}`);
      expectRelative(tCritical(2 * value!, df!), t!, digits, `t = ${t}, df = ${df}, back`);
    }
  });
  it("tukeyCritical", () => {
    for (const [name, value] of Object.entries<Json>(oracle("g_max_gap").expected.tukey_c)) {
      const [, alpha, k] = /alpha=(.*),k=(.*)/.exec(name)!;
      // The reference solves to 1e-13.
      expectRelative(tukeyCritical(Number(alpha), Number(k)), value, digits, name);
      expectRelative(tukeyLevel(tukeyCritical(Number(alpha), Number(k)), Number(k)), Number(alpha), digits, name);
    }
  });
});

// Computed with mpmath 1.3.0 at 40 digits: betainc(…, regularized=True), gammainc(df/2, x/2, inf, regularized=True),
// roots of log(ncdf(z)/p), and quad of the density of the range.
describe("against mpmath, far from where tables look", () => {
  it.each([
    [0.39278254215776864, 275.61079139134716, 0.0052, 0.9348132045944662, 0.06518679540553389],
    [2053.959349649135, 0.5, 0.98, 8.284606797050213e-20, 1],
    [1000.5, 2000.25, 0.34, 0.7783797823781459, 0.22162021762185416],
    [1, 100000, 1e-9, 9.999500021665751e-5, 0.9999000049997834],
    [500000, 0.5, 0.999996, 0.045500101923155165, 0.9544998980768449],
  ])("incompleteBeta(%f, %f, %f)", (a, b, x, lower, upper) => {
    expectRelative(incompleteBeta(a, b, x).lower, lower, digits, "lower");
    expectRelative(incompleteBeta(a, b, x).upper, upper, digits, "upper");
  });
  it.each([
    [1e8, 2, 4.999999999999999e-17],
    [1e5, 1, 3.1830988617318035e-6],
    [40, 8, 8.392859439572896e-11],
    [2, 1e6, 0.022750266925659603],
    [0.001, 3, 0.49963244748473046],
  ])("tUpper(%f, %f)", (t, df, upper) => {
    expectRelative(tUpper(t, df), upper, digits, "upper");
    expectRelative(tUpper(-t, df), 1 - upper, digits, "lower");
  });
  it.each([
    [200, 2, 3.720075976020836e-44],
    [1e5, 100003, 0.5020814624585087],
    [3, 7.5, 0.9125687876353294],
    [0.5, 2, 0.7788007830714049],
  ])("chiSquaredUpper(%f, %f)", (x, df, upper) => expectRelative(chiSquaredUpper(x, df), upper, digits, "upper"));
  it.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965326],
    [1e-12, -7.034483825301132],
    [0.075, -1.439531470938456],
    [0.93, 1.475791028179171],
  ])("normalQuantile(%f)", (p, z) => expectRelative(normalQuantile(p), z, digits, "z"));
  it.each([
    [0.5, 3, 0.933421945135287],
    [3.3, 3, 0.051310906418189875],
    [5, 60, 0.2673277377390633],
    [6.5, 1000, 0.44924685585029256],
    [8, 20, 2.890161392755379e-6],
    [12, 5, 2.1519690365049885e-16],
  ])("studentizedRangeUpper(%f, %i)", (q, k, upper) =>
    expectRelative(studentizedRangeUpper(q, k), upper, digits, "upper"),
  );
});

describe("at the ends", () => {
  it("quantiles of 0 and 1 are the ends of the distribution", () => {
    expect([normalQuantile(0), normalQuantile(0.5), normalQuantile(1)]).toEqual([-Infinity, 0, Infinity]);
    expect([betaQuantile(0, 2, 3), betaQuantile(1, 2, 3)]).toEqual([0, 1]);
    expect(tQuantile(0.5, 3)).toBe(0);
    expect(normalQuantile(-0.1)).toBeNaN();
    expect([normalUpper(Infinity), normalUpper(-Infinity), normalUpper(40), normalUpper(-40)]).toEqual([0, 1, 0, 1]);
  });
  it("distributions beyond their range", () => {
    expect(incompleteBeta(2, 3, 0)).toEqual({ lower: 0, upper: 1 });
    expect(incompleteBeta(2, 3, 1)).toEqual({ lower: 1, upper: 0 });
    expect([chiSquaredUpper(0, 3), studentizedRangeUpper(0, 4), studentizedRangeUpper(-1, 4)]).toEqual([1, 1, 1]);
  });
  it("Tukey's value for two estimates is the two-sided normal one", () => {
    expect(tukeyCritical(0.05, 2)).toBe(-normalQuantile(0.025));
  });
});

describe("laws", () => {
  const shape = fc.double({ min: 0.5, max: 1e5, noNaN: true });
  const share = fc.double({ min: 1e-9, max: 1, maxExcluded: true, noNaN: true });
  it("incompleteBeta: swapping a and b mirrors the distribution", () =>
    fc.assert(
      fc.property(shape, shape, share, (a, b, x) => {
        const [one, other] = [incompleteBeta(a, b, x, 1 - x), incompleteBeta(b, a, 1 - x, x)];
        expect(other).toEqual({ lower: one.upper, upper: one.lower });
        // Both tails come from one number: their sum is 1 up to its last bit.
        expect(one.lower + one.upper).toBeCloseTo(1, 15);
      }),
    ));
  it("betaQuantile is the inverse of incompleteBeta from both sides", () =>
    fc.assert(
      fc.property(shape, shape, fc.double({ min: 1e-12, max: 0.5, noNaN: true }), (a, b, p) => {
        const x = betaQuantile(p, a, b);
        const y = betaQuantileUpper(p, b, a);
        // Beyond these x, 1 − x or x itself has no digits left to carry p.
        fc.pre(x > 1e-300 && x < 0.999);
        // Rounding x by 1e-16 of itself moves p by up to √(ab/(a + b)) ≤ 250 times as much, more in the far tail.
        expectRelative(incompleteBeta(a, b, x).lower, p, 1e-11, "p");
        expectRelative(1 - y, x, 1e-9 + 1e-15 / x, "x");
      }),
    ));
  it("tukeyLevel falls with the critical value and grows with the number of groups", () =>
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 8, noNaN: true }), fc.integer({ min: 2, max: 40 }), (c, k) => {
        // Nearer to 1 the level has no digits left to fall.
        fc.pre(tukeyLevel(c, k) < 0.999);
        expect(tukeyLevel(c * 1.01, k)).toBeLessThan(tukeyLevel(c, k));
        expect(tukeyLevel(c, k + 1)).toBeGreaterThan(tukeyLevel(c, k));
      }),
      { numRuns: 50 },
    ));
});
