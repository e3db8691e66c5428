import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { gapGrowth, gapGrowthTo, twoSidedCritical } from "../../src/stats/index.js";
import { pairedChange } from "../../src/stats/paired-change.js";
import { pairedSample } from "./paired-sample.js";

const counts = fc.record({ n11: fc.nat(60), n10: fc.nat(15), n01: fc.nat(15), n00: fc.integer({ min: 1, max: 60 }) });
const groups = fc.array(counts, { minLength: 2, maxLength: 5 });

describe("gapGrowth(two paired groups)", () => {
  // A tolerance as large as this leaves the failing bound its one-sided level, as in the published rule.
  const options = { alpha: 0.05, tolerance: 1 };

  it("fails by the bound of the paired change, whose oracle is in test/stats/tango.test.ts", () => {
    fc.assert(
      fc.property(counts, counts, (g, h) => {
        const { low, value } = gapGrowth([pairedSample(g), pairedSample(h)], options);
        const { growth, growthBounds } = pairedChange(g, h, twoSidedCritical(0.1));
        expect(value).toBeCloseTo(growth, 12);
        // The critical value is found by bisection.
        expect(low).toBeCloseTo(growthBounds.low, 6);
      }),
    );
  });

  it("passes a gap that shrank although it moved far", () => {
    const [g, h] = [
      { n11: 300, n10: 0, n01: 200, n00: 500 },
      { n11: 300, n10: 0, n01: 0, n00: 700 },
    ];
    expect(gapGrowth([pairedSample(g), pairedSample(h)], options).high).toBeLessThan(0);
  });
});

describe("gapGrowth(several groups)", () => {
  it("lies between its bounds, which widen with confidence, whatever the order of the groups", () => {
    fc.assert(
      fc.property(groups, (all) => {
        const samples = all.map(pairedSample);
        const { low, value, high } = gapGrowth(samples, { alpha: 0.05 });
        expect(low).toBeLessThanOrEqual(value + 1e-9);
        expect(high).toBeGreaterThanOrEqual(value - 1e-9);
        const sure = gapGrowth(samples, { alpha: 0.005 });
        expect(sure.low).toBeLessThanOrEqual(low + 1e-9);
        expect(sure.high).toBeGreaterThanOrEqual(high! - 1e-9);
        const turned = gapGrowth([...samples].reverse(), { alpha: 0.05 });
        expect(turned.low).toBeCloseTo(low, 9);
        expect(turned.high).toBeCloseTo(high!, 9);
      }),
      { numRuns: 60 },
    );
  });

  it("speaks for no pair where fewer than two groups are judged", () => {
    const samples = [1, 2, 3].map((n) => pairedSample({ n11: 10 * n, n10: 1, n01: 2, n00: 20 }));
    expect(gapGrowth(samples, { alpha: 0.05, judged: [true, false, false] }).high).toBeNull();
    expect(() => gapGrowth(samples.slice(1, 2), { alpha: 0.05 })).toThrow(RangeError);
  });

  it("of a reference group is that of its worst pair", () => {
    const samples = [0, 5, 30].map((lost) => pairedSample({ n11: 100, n10: 0, n01: lost, n00: 100 }));
    const { value, pair } = gapGrowthTo(samples, 0, { alpha: 0.05 });
    expect(pair).toEqual([0, 2]);
    expect(value).toBeCloseTo(100 / 200 - 100 / 230 - (130 / 230 - 100 / 200), 12);
  });
});
