import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Interval } from "../../src/stats/interval-function.js";
import { moverDifference } from "../../src/stats/mover.js";
import { twoSidedCritical } from "../../src/stats/normal-quantile.js";
import { type PairCounts, pairedChange } from "../../src/stats/paired-change.js";
import { tango, tangoScore } from "../../src/stats/tango.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle, rootFound } from "./oracle.js";

withFixtures("against the direct references g_tango and g_paired_change", () => {
  it("tango and tangoScore", () => {
    const { inputs, expected } = oracle("g_tango");
    (inputs.cases as [number, number, number][]).forEach(([b, c, n], i) => {
      const what = `${b} and ${c} of ${n}`;
      for (const level of inputs.levels as number[]) {
        const critical = twoSidedCritical(1 - level / 100);
        expectInterval(tango(b, c, n, critical), expected[i][level], rootFound, `${what} at ${level} %`);
      }
      for (const [at, z] of Object.entries<number>(expected[i].z_at)) {
        expectClose(tangoScore(b, c, n, Number(at)), z, closedForm, `${what}, z at ${at}`);
      }
    });
  });
  it("pairedChange", () => {
    const { inputs, expected } = oracle("g_paired_change");
    (inputs.cases as Json[]).forEach(({ g, h }, i) => {
      for (const [level, critical] of Object.entries<number>(inputs.critical_values)) {
        const reference = expected[i][level];
        const change = pairedChange(g, h, critical);
        const what = `case ${i}, ${level}`;
        expectClose(change.gapNow, reference.gap_now, closedForm, `${what}, gap now`);
        expectClose(change.gapThen, reference.gap_then, closedForm, `${what}, gap then`);
        expectClose(change.changeOfGap, reference.change_of_gap, closedForm, `${what}, change`);
        expectInterval(change.change, reference.interval_change, rootFound, `${what}, change`);
        const parts = ([of, key]: readonly [PairCounts, string]) => {
          const { n11, n10, n01, n00 } = of;
          const n = n11 + n10 + n01 + n00;
          expectInterval(tango(n10, n01, n, critical), reference[key], rootFound, `${what}, ${key}`);
          // Now + then − 1: the baseline is flipped, so that equal answers are the discordant pairs.
          return { value: (n11 - n00) / n, bounds: tango(n11, n00, n, critical) };
        };
        const [ofG, ofH] = (
          [
            [g, "tango_g"],
            [h, "tango_h"],
          ] as const
        ).map(parts) as [Part, Part];
        const sum = moverDifference(ofG.value, ofG.bounds, ofH.value, ofH.bounds);
        expectInterval(sum, reference.interval_now_plus_then, rootFound, `${what}, now + then`);
        expectClose(change.growth, reference.growth_of_abs_gap, closedForm, `${what}, growth`);
        expectInterval(change.growthBounds, [reference.growth_L, reference.growth_U], rootFound, `${what}, growth`);
      }
    });
  });
});

interface Part {
  readonly value: number;
  readonly bounds: Interval;
}

const cell = fc.integer({ min: 0, max: 400 });
const cells = fc
  .record({ n11: cell, n10: cell, n01: cell, n00: cell })
  .filter(({ n11, n10, n01, n00 }) => n11 + n10 + n01 + n00 > 0);
const critical = fc.double({ min: 0.5, max: 4, noNaN: true });

describe("laws", () => {
  it("tango holds its estimate, within [-1, 1]; swapping the discordant cells flips it", () =>
    fc.assert(
      fc.property(cell, cell, fc.integer({ min: 1, max: 1000 }), critical, (b, c, rest, z) => {
        const n = b + c + rest;
        const { low, high } = tango(b, c, n, z);
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual((b - c) / n);
        expect(high).toBeGreaterThanOrEqual((b - c) / n);
        expect(high).toBeLessThanOrEqual(1);
        expect(tango(c, b, n, z)).toEqual({ low: -high, high: -low });
      }),
    ));
  it("pairedChange: swapping the groups flips the change and leaves the growth", () =>
    fc.assert(
      fc.property(cells, cells, critical, (g, h, z) => {
        const [one, other] = [pairedChange(g, h, z), pairedChange(h, g, z)];
        // − 0 and 0 are one number here; differences of sums may round the last digit differently.
        expectInterval(other.change, [-one.change.high, -one.change.low], 1e-12, "change");
        expectInterval(other.growthBounds, [one.growthBounds.low, one.growthBounds.high], 1e-12, "growth");
      }),
    ));
  it("pairedChange: bounds of the growth hold the growth", () =>
    fc.assert(
      fc.property(cells, cells, critical, (g, h, z) => {
        const { growth, growthBounds } = pairedChange(g, h, z);
        expect(growthBounds.low).toBeLessThanOrEqual(growth + 1e-12);
        expect(growthBounds.high).toBeGreaterThanOrEqual(growth - 1e-12);
      }),
    ));
});
