import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { batchEvalue, type Evalue, logEvalue, logEvalueOfPairs, startEvalue } from "../../src/stats/batch-evalue.js";
import { binomialProbability } from "../../src/stats/binomial-distribution.js";
import { blockLogEvalue } from "../../src/stats/block-evalue.js";
import { constrainedDifference } from "../../src/stats/constrained-difference.js";
import { type Contrast, contrasts } from "../../src/stats/contrast.js";
import { dealBlocks } from "../../src/stats/deal-blocks.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { gapConfidenceSequence } from "../../src/stats/gap-confidence-sequence.js";
import { extendGapSequence, gapSequenceLimits, startGapSequence } from "../../src/stats/gap-sequence.js";
import type { GroupPair, Proportion } from "../../src/stats/proportion.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "./oracle.js";

const proportion = ([successes, trials]: readonly [number, number]): Proportion => ({ successes, trials });
const pairOf = ([xa, na, xb, nb]: readonly [number, number, number, number]): GroupPair => ({
  a: proportion([xa, na]),
  b: proportion([xb, nb]),
});

/** Expectation of a block's e-value when the true rates are these, summed over all outcomes. */
function expectation(
  n: number,
  m: number,
  truth: readonly [number, number],
  alternative: readonly [number, number],
  gap: number,
  contrast: Contrast = contrasts.difference,
) {
  let sum = 0;
  for (let x = 0; x <= n; x++) {
    for (let y = 0; y <= m; y++) {
      const logE = blockLogEvalue(proportion([x, n]), proportion([y, m]), alternative, gap, contrast);
      sum += binomialProbability(x, n, truth[0]) * binomialProbability(y, m, truth[1]) * Math.exp(logE);
    }
  }
  return sum;
}

/** Kullback–Leibler divergence of a yes with probability q from one with p. */
const divergence = (p: number, q: number): number => p * Math.log(p / q) + (1 - p) * Math.log((1 - p) / (1 - q));

withFixtures("e-values against the direct reference", () => {
  const reference = (): Json => oracle("g_evalue");
  it("single blocks and their projections", () => {
    const { inputs, expected } = reference();
    for (const [i, [xa, na, xb, nb, thetaA, thetaB, delta]] of inputs.single_blocks.entries()) {
      const { projection, log_e } = expected.single_blocks[i];
      const { a, b } = pairOf([xa, na, xb, nb]);
      expectClose(blockLogEvalue(a, b, [thetaA, thetaB], delta), log_e, closedForm, `block ${i}`);
      if (projection === null) continue;
      const rates = constrainedDifference(na * thetaA, na, nb * thetaB, nb, delta);
      for (const side of [0, 1] as const)
        expectClose(rates[side], projection[side], closedForm, `block ${i}, rate ${side}`);
    }
  });
  it("processes after every period", () => {
    const { inputs, expected } = reference();
    expect(contrasts.difference.margins).toEqual(inputs.margins);
    for (const [c, { delta, history, periods }] of inputs.cases.entries()) {
      let state = startEvalue({ a: proportion(history.a), b: proportion(history.b) });
      for (const [t, blocks] of periods.entries()) {
        state = batchEvalue(state, blocks.map(pairOf), delta);
        const { log_e_a_above_b, log_e_b_above_a, log_e } = expected.cumulated_after_each_period[c][t];
        const { aAboveB, bAboveA, mixture } = logEvalue(state);
        expectClose(aAboveB, log_e_a_above_b, closedForm, `case ${c}, period ${t}, a above b`);
        expectClose(bAboveA, log_e_b_above_a, closedForm, `case ${c}, period ${t}, b above a`);
        expectClose(mixture, log_e, closedForm, `case ${c}, period ${t}`);
      }
    }
  });
  it("expectations by exact enumeration", () => {
    for (const { na, nb, pb, ta, tb, delta, ...rest } of reference().expected.expectation) {
      const mean = expectation(na, nb, [pb + delta, pb], [ta, tb], delta);
      expectClose(mean, rest["expectation_at_pa=pb+delta"], closedForm, `${na} and ${nb}`);
      expect(mean).toBeLessThanOrEqual(1);
    }
  });
});

describe("blockLogEvalue", () => {
  const rate = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  const size = fc.integer({ min: 1, max: 7 });
  it("has expectation at most 1 for every pair of rates in the null", () =>
    fc.assert(
      fc.property(
        size,
        size,
        rate,
        rate,
        rate,
        rate,
        fc.double({ min: -0.3, max: 0.3, noNaN: true }),
        (n, m, p, q, ta, tb, gap) => {
          fc.pre(p - q <= gap);
          // An exact sum; 1e-9 is for rounding, above all of the projection.
          expect(expectation(n, m, [p, q], [ta, tb], gap)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 300 },
    ));
  it("has so on the scale of ratios too", () =>
    fc.assert(
      fc.property(
        size,
        size,
        rate,
        rate,
        rate,
        rate,
        fc.double({ min: -1, max: 1, noNaN: true }),
        (n, m, p, q, ta, tb, gap) => {
          fc.pre(Math.log(p / q) <= gap);
          expect(expectation(n, m, [p, q], [ta, tb], gap, contrasts.log_ratio)).toBeLessThanOrEqual(1 + 1e-9);
        },
      ),
      { numRuns: 300 },
    ));
});

describe("contrasts", () => {
  const rate = fc.double({ min: 0.05, max: 0.95, noNaN: true });
  it.each(Object.entries(contrasts))(
    "%s: a gap above a rate is that gap; projections have it and are the nearest",
    (_, contrast) =>
      fc.assert(
        fc.property(
          rate,
          rate,
          rate,
          fc.integer({ min: 1, max: 400 }),
          fc.integer({ min: 1, max: 400 }),
          (a, b, c, n, m) => {
            const gap = contrast.gap(a, b);
            expect(contrast.above(b, gap)).toBeCloseTo(a, 12);
            expect(contrast.gap(b, a)).toBeCloseTo(-gap, 12);
            const [higher, lower] = contrast.constrained(n * c, n, m * b, m, gap);
            expect(contrast.gap(higher, lower)).toBeCloseTo(gap, 9);
            const distance = (p: number, q: number): number => n * divergence(c, p) + m * divergence(b, q);
            // Other rates with the same gap, near and far: none is nearer but by rounding.
            for (const step of [-0.2, -0.01, -1e-4, 1e-4, 0.01, 0.2]) {
              const [p, q] = [contrast.above(lower + step, gap), lower + step];
              if (p <= 0 || p >= 1 || q <= 0 || q >= 1) continue;
              expect(distance(p, q)).toBeGreaterThanOrEqual(distance(higher, lower) - 1e-9);
            }
          },
        ),
      ),
  );
});

describe("batchEvalue", () => {
  const block = pairOf([3, 5, 12, 50]);
  it("skips a block that lacks a group or whose other group was never seen, but remembers its rows", () => {
    const first = batchEvalue(startEvalue(), [block], 0.05);
    expect(logEvalue(first)).toEqual({ aAboveB: 0, bAboveA: 0, mixture: 0 });
    expect(first.seen).toEqual(block);
    const alone = pairOf([2, 4, 0, 0]);
    const second = batchEvalue(first, [alone], 0.05);
    expect(logEvalue(second).mixture).toBe(0);
    expect(second.seen.a).toEqual({ successes: 5, trials: 9 });
  });
  it("is the same in one go or period by period, through JSON, and mirrors when the groups swap", () => {
    const blocks = dealBlocks(random(1, "deal"), pairOf([31, 60, 90, 400]));
    const once = batchEvalue(startEvalue(), blocks, 0.02);
    const kept: Evalue = JSON.parse(JSON.stringify(batchEvalue(startEvalue(), blocks.slice(0, 4), 0.02)));
    expect(batchEvalue(kept, blocks.slice(4), 0.02)).toEqual(once);
    const swapped = batchEvalue(
      startEvalue(),
      blocks.map(({ a, b }) => ({ a: b, b: a })),
      0.02,
    );
    expect(logEvalue(swapped)).toEqual({
      aAboveB: logEvalue(once).bAboveA,
      bAboveA: logEvalue(once).aAboveB,
      mixture: logEvalue(once).mixture,
    });
  });
  it("the e-value of several groups is the mean over pairs", () => {
    const [some, none] = [batchEvalue(startEvalue(pairOf([1, 9, 9, 90])), [block], 0), startEvalue()];
    const mean = (Math.exp(logEvalue(some).mixture) + 1) / 2;
    expect(Math.exp(logEvalueOfPairs([some, none]))).toBeCloseTo(mean, 12);
    expect(logEvalueOfPairs([])).toBe(0);
  });
  it("keeps false alarms at the tolerance below alpha over 12 monthly looks, and finds a gap of 0.15", () => {
    // 50 against 500 rows a month, tolerance 0.05, alarm at e ≥ 20, 200 audits each.
    const alarms = (gap: number): number =>
      Array.from({ length: 200 }, (_, run) => {
        const uniform = random(run, `gap ${gap}`);
        let state = startEvalue({ a: { successes: 0, trials: 0 }, b: { successes: 200, trials: 500 } });
        for (let month = 0; month < 12; month++) {
          const a = { successes: drawBinomial(uniform, 50, 0.4 + gap), trials: 50 };
          const b = { successes: drawBinomial(uniform, 500, 0.4), trials: 500 };
          state = batchEvalue(state, dealBlocks(uniform, { a, b }), 0.05);
          if (logEvalue(state).mixture >= Math.log(20)) return 1;
        }
        return 0;
      }).reduce<number>((sum, alarm) => sum + alarm, 0);
    // At most 5 % by theorem: 10 of 200; three binomial standard deviations (3.1) above that.
    expect(alarms(0.05)).toBeLessThanOrEqual(19);
    // Design measured 100 % with median month 4.
    expect(alarms(0.15)).toBeGreaterThanOrEqual(180);
  });
});

describe("batchEvalue of ratios", () => {
  it("keeps false alarms at a ratio of 0.8 below alpha over 12 monthly looks, and finds one of 0.6", () => {
    // 100 against 500 rows a month, alarm at e ≥ 20, 200 audits each.
    const alarms = (ratio: number): number =>
      Array.from({ length: 200 }, (_, run) => {
        const uniform = random(run, `ratio ${ratio}`);
        let state = startEvalue();
        for (let month = 0; month < 12; month++) {
          const a = { successes: drawBinomial(uniform, 100, 0.3 * ratio), trials: 100 };
          const b = { successes: drawBinomial(uniform, 500, 0.3), trials: 500 };
          state = batchEvalue(state, dealBlocks(uniform, { a, b }), -Math.log(0.8), contrasts.log_ratio);
          if (logEvalue(state).mixture >= Math.log(20)) return 1;
        }
        return 0;
      }).reduce<number>((sum, alarm) => sum + alarm, 0);
    // At most 5 % by theorem: 10 of 200; three binomial standard deviations (3.1) above that.
    expect(alarms(0.8)).toBeLessThanOrEqual(19);
    expect(alarms(0.6)).toBeGreaterThanOrEqual(170);
  });
  it("knows nothing of a ratio before both groups were seen, and a clear one after", () => {
    const { log_ratio } = contrasts;
    const limits = (blocks: readonly GroupPair[]) =>
      gapSequenceLimits(extendGapSequence(startGapSequence(), blocks, 0.05, log_ratio), log_ratio);
    expect(limits([pairOf([3, 9, 0, 0])])).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    const { low, high } = limits(dealBlocks(random(3, "ratio"), pairOf([300, 1000, 150, 1000])));
    expect(Math.exp(low)).toBeGreaterThan(1.3);
    expect(Math.exp(low)).toBeLessThan(2);
    expect(Math.exp(high)).toBeGreaterThan(2);
    expect(Math.exp(high)).toBeLessThan(3);
  });
});

describe("gapConfidenceSequence", () => {
  const month = (uniform: () => number, gap: number): GroupPair[] => {
    const a = { successes: drawBinomial(uniform, 80, 0.3 + gap), trials: 80 };
    const b = { successes: drawBinomial(uniform, 300, 0.3), trials: 300 };
    return dealBlocks(uniform, { a, b }, 4);
  };
  it("only ever narrows, mirrors when the groups swap, and shows a clear gap", () => {
    const uniform = random(5, "sequence");
    const periods = Array.from({ length: 10 }, () => month(uniform, 0.2));
    const sequence = gapConfidenceSequence(periods, { alpha: 0.1, step: 0.02 });
    for (const [t, { low, high }] of sequence.entries()) {
      expect(low).toBeLessThan(high);
      expect(low).toBeGreaterThanOrEqual(sequence[t - 1]?.low ?? -1);
      expect(high).toBeLessThanOrEqual(sequence[t - 1]?.high ?? 1);
    }
    const { low, high } = sequence.at(-1)!;
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThan(0.4);
    const swapped = periods.map((blocks) => blocks.map(({ a, b }) => ({ a: b, b: a })));
    const mirrored = gapConfidenceSequence(swapped, { alpha: 0.1, step: 0.02 });
    expect(mirrored.at(-1)).toEqual({ low: -high, high: -low });
  });
  it("knows nothing before both groups were seen", () => {
    expect(gapConfidenceSequence([[pairOf([3, 9, 0, 0])]], { alpha: 0.05 })).toEqual([{ low: -1, high: 1 }]);
    expect(gapConfidenceSequence([], { alpha: 0.05 })).toEqual([]);
  });
  it("holds the true gap at all looks together at least as often as it says", () => {
    // 150 histories of 8 months at 90 %: at most 15 misses by theorem, and three binomial standard deviations (3.7) above.
    const truth = 0.06;
    const misses = Array.from({ length: 150 }, (_, run) => {
      const uniform = random(run, "coverage");
      const periods = Array.from({ length: 8 }, () => month(uniform, truth));
      const { low, high } = gapConfidenceSequence(periods, { alpha: 0.1, step: 0.04 }).at(-1)!;
      // The sequence never widens, so the last interval misses if any did.
      return low > truth || high < truth;
    }).filter(Boolean).length;
    expect(misses).toBeLessThanOrEqual(26);
  });
});
