import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareDifference, compareRatio } from "../../src/stats/compare.js";
import { boundsOf } from "../../src/stats/intervals.js";
import { moverDifference, moverRatio } from "../../src/stats/mover.js";
import type { Sample } from "../../src/stats/sample.js";
import { weightedMean } from "../../src/stats/weighted-mean.js";
import { wilson } from "../../src/stats/wilson.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle, rootFound } from "./oracle.js";

const share = (x: number, n: number): Sample => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });
const effective = (p: number, n: number, df: number): Sample => ({
  value: p,
  evidence: { interval: "wilson_effective", basis: [p, n, df, n] },
});
function sampleOf(values: readonly number[]): Sample {
  const sum = (power: number) => values.reduce((total, value) => total + value ** power, 0);
  const n = values.length;
  const { value, evidence } = weightedMean({ n, w: n, w2: n, ws: sum(1), w2s: sum(1), w2s2: sum(2) })!;
  return { value, evidence: evidence! };
}

withFixtures("against references", () => {
  it("compareDifference and compareRatio of proportions: g_scas", () => {
    for (const { x1, n1, x2, n2, intervals, p_difference, p_ratio } of oracle("g_scas").expected as Json[]) {
      const [a, b, what] = [share(x1, n1), share(x2, n2), `${x1}/${n1} against ${x2}/${n2}`];
      const difference = compareDifference(a, b, { alpha: 0.05 });
      expectInterval(difference, intervals["95"].difference_scas, rootFound, what);
      expectClose(difference.p, p_difference["0.0"].p_two_sided, closedForm, `${what}, p`);
      const ratio = compareRatio(a, b, { alpha: 0.05 });
      expectInterval(ratio, intervals["95"].ratio_scas, rootFound, `${what}, ratio`);
      expectClose(ratio.p, p_ratio["1.0"].p_two_sided, closedForm, `${what}, ratio, p`);
      expect([difference.method, ratio.method]).toEqual(["scas", "scas_ratio"]);
    }
  });
  it("compareDifference of means: Welch's test of scipy", () => {
    for (const { name, x, y, welch } of oracle("c_two_samples").expected.cases as Json[]) {
      if (welch === undefined || !Number.isFinite(welch.t)) continue;
      const compared = compareDifference(sampleOf(x), sampleOf(y), { alpha: 0.05 });
      expect(compared.method).toBe("welch");
      expectInterval(compared, welch.ci95_diff, closedForm, name);
      expectClose(compared.p, welch.p, closedForm, `${name}, p`);
    }
  });
});

describe("compareDifference", () => {
  it("of other estimates is MOVER of their intervals", () => {
    const jeffreys: Sample = { value: 0.3, evidence: { interval: "jeffreys", basis: [30, 100] } };
    const compared = compareDifference(jeffreys, share(20, 100), { alpha: 0.05 });
    const expected = moverDifference(0.3, boundsOf(jeffreys.evidence, 0.05), 0.2, wilson([20, 100], 0.05));
    expect(compared.method).toBe("mover");
    // The critical value goes to a level and back.
    expectInterval(compared, [expected.low, expected.high], closedForm, "MOVER");
  });
  const kinds = {
    scas: fc
      .tuple(fc.integer({ min: 8, max: 300 }), fc.integer({ min: 10, max: 500 }))
      .map(([x, rest]) => share(x, x + rest)),
    welch: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 30 }).map(sampleOf),
    mover: fc
      .tuple(
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        fc.double({ min: 5, max: 900, noNaN: true }),
        fc.double({ min: 1, max: 99, noNaN: true }),
      )
      .map(([p, n, df]) => effective(p, n, df)),
  };
  it.each(Object.entries(kinds))("%s: p is below alpha exactly when the interval excludes 0", (method, kind) =>
    fc.assert(
      fc.property(kind, kind, fc.constantFrom(0.3, 0.05, 0.01), (a, b, alpha) => {
        const { low, high, p, method: used } = compareDifference(a, b, { alpha });
        expect(used).toBe(method);
        fc.pre(Math.abs(p - alpha) > 1e-6);
        expect(low! > 0 || high! < 0).toBe(p < alpha);
      }),
    ),
  );
  it.each(Object.entries(kinds))("%s: swapping the groups flips it and leaves p", (_, kind) =>
    fc.assert(
      fc.property(kind, kind, (a, b) => {
        const [one, other] = [compareDifference(a, b, { alpha: 0.05 }), compareDifference(b, a, { alpha: 0.05 })];
        expectInterval(other, [-one.high!, -one.low!], closedForm, "flipped");
        expectClose(other.p, one.p, closedForm, "p");
      }),
    ),
  );
  it("of equal estimates has p = 1", () => {
    expect(compareDifference(effective(0.3, 40, 12), effective(0.3, 80, 30), { alpha: 0.05 }).p).toBe(1);
    expect(compareDifference(share(3, 10), share(30, 100), { alpha: 0.05 }).p).toBeGreaterThan(0.9);
  });
  it("a correlation of shared units narrows the interval", () => {
    const [a, b] = [effective(0.3, 80, 60), effective(0.2, 80, 60)];
    const [apart, shared] = [
      compareDifference(a, b, { alpha: 0.05 }),
      compareDifference(a, b, { alpha: 0.05, correlation: 0.5 }),
    ];
    expect(shared.high! - shared.low!).toBeLessThan(apart.high! - apart.low!);
    expect(shared.p).toBeLessThan(apart.p);
  });
});

describe("compareRatio", () => {
  it("of dependent proportions is MOVER of their intervals, with p at a ratio of 1", () => {
    const [a, b] = [effective(0.3, 80, 1e9), effective(0.2, 80, 1e9)];
    const compared = compareRatio(a, b, { alpha: 0.05 });
    const expected = moverRatio(0.3, wilson([24, 80], 0.05), 0.2, wilson([16, 80], 0.05));
    expect(compared.method).toBe("mover_ratio");
    // Student's t with 1e9 degrees of freedom is normal to nine digits.
    expectInterval(compared, [expected.low!, expected.high!], 1e-7, "ratio");
    expect(compared.p > 0.05).toBe(compared.low! < 1 && compared.high! > 1);
  });
  it("without successes in the reference group has no upper end", () => {
    expect(compareRatio(effective(0.3, 80, 60), effective(0, 80, 60), { alpha: 0.05 }).high).toBeNull();
    expect(compareRatio(effective(0, 80, 60), effective(0.3, 80, 60), { alpha: 0.05 }).low).toBe(0);
  });
  it("of a negative mean is not defined", () => {
    const below = sampleOf([-0.5, -0.2, -0.3]);
    expect(compareRatio(below, sampleOf([0.5, 0.2]), { alpha: 0.05 })).toMatchObject({ low: null, high: null });
  });
});
