import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { moverDifference, moverRatio } from "../../src/stats/mover.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectInterval, type Json, oracle } from "./oracle.js";

withFixtures("against the direct reference g_mover", () => {
  it("moverDifference, with correlations, and moverRatio", () => {
    const { inputs, expected } = oracle("g_mover");
    (inputs.cases as Json[]).forEach(({ a, interval_a, b, interval_b }, i) => {
      const [ofA, ofB] = [interval_a, interval_b].map(([low, high]: [number, number]) => ({ low, high }));
      const what = `case ${i}`;
      expectInterval(moverDifference(a, ofA!, b, ofB!), expected[i].difference, closedForm, what);
      for (const rho of [0.4, -0.3]) {
        const reference = expected[i][`difference_correlation_${rho}`];
        expectInterval(moverDifference(a, ofA!, b, ofB!, rho), reference, closedForm, `${what}, correlation ${rho}`);
      }
      expectInterval(moverRatio(a, ofA!, b, ofB!), expected[i].ratio, closedForm, `${what}, ratio`);
    });
  });
});

const estimate = fc
  .tuple(
    fc.double({ min: 0.01, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
    fc.double({ min: 0, max: 1, noNaN: true }),
  )
  .map(([value, below, above]) => ({ value, bounds: { low: value * below, high: value + above } }));

describe("laws", () => {
  it("moverDifference holds a − b, flips with the groups, narrows with correlation", () =>
    fc.assert(
      fc.property(estimate, estimate, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, rho) => {
        const { low, high } = moverDifference(a.value, a.bounds, b.value, b.bounds);
        expect(low).toBeLessThanOrEqual(a.value - b.value);
        expect(high).toBeGreaterThanOrEqual(a.value - b.value);
        const flipped = moverDifference(b.value, b.bounds, a.value, a.bounds);
        expect([flipped.low, flipped.high]).toEqual([-high, -low]);
        expect(moverDifference(a.value, a.bounds, b.value, b.bounds, rho).low).toBeGreaterThanOrEqual(low);
      }),
    ));
  it("moverRatio holds a / b and inverts with the groups", () =>
    fc.assert(
      fc.property(estimate, estimate, (a, b) => {
        const { low, high } = moverRatio(a.value, a.bounds, b.value, b.bounds);
        expect(low).toBeLessThanOrEqual((a.value / b.value) * (1 + 1e-12));
        expect(high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual((a.value / b.value) * (1 - 1e-12));
        expect(moverRatio(b.value, b.bounds, a.value, a.bounds).high).toBe(low! > 0 ? 1 / low! : null);
      }),
    ));
  it("moverRatio over nothing has no upper end, and over an exact nothing no lower one", () => {
    const some = { low: 0.1, high: 0.4 };
    expect(moverRatio(0.2, some, 0, { low: 0, high: 0.1 }).high).toBeNull();
    expect(moverRatio(0.2, some, 0, { low: 0, high: 0 })).toEqual({ low: null, high: null });
    expect(moverRatio(0, { low: 0, high: 0 }, 0, { low: 0, high: 0 })).toEqual({ low: 0, high: null });
  });
});
