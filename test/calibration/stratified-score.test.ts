import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { cochranMantelHaenszel } from "../../src/stats/cochran-mantel-haenszel.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { mantelHaenszelDifference, mantelHaenszelWeights } from "../../src/stats/mantel-haenszel-difference.js";
import { twoSidedCritical } from "../../src/stats/normal-quantile.js";
import type { GroupPair } from "../../src/stats/proportion.js";
import { scasDifference } from "../../src/stats/scas-difference.js";
import { stratifiedScas, stratifiedScore } from "../../src/stats/stratified-scas.js";

const count = (most: number) =>
  fc
    .integer({ min: 1, max: most })
    .chain((trials) => fc.integer({ min: 0, max: trials }).map((successes) => ({ successes, trials })));
const stratum = fc.record({ a: count(40), b: count(200) });

/** The likeliest rates under one difference, by golden-section search on the likelihood itself. */
function searchedRates({ a, b }: GroupPair, difference: number): [number, number] {
  const part = (x: number, p: number) => (x === 0 ? 0 : x * Math.log(p));
  const likelihood = (q: number) =>
    part(a.successes, q + difference) +
    part(a.trials - a.successes, 1 - q - difference) +
    part(b.successes, q) +
    part(b.trials - b.successes, 1 - q);
  let [low, high] = [Math.max(0, -difference), Math.min(1, 1 - difference)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 80; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (likelihood(left) < likelihood(right)) low = left;
    else high = right;
  }
  return [(low + high) / 2 + difference, (low + high) / 2];
}

/** The statistic again, from its definition and searched rates. */
function searchedScore(strata: readonly GroupPair[], difference: number) {
  const size = strata.map(({ a, b }) => (a.trials * b.trials) / (a.trials + b.trials));
  const total = size.reduce((sum, one) => sum + one, 0);
  let [distance, variance, third] = [0, 0, 0];
  strata.forEach(({ a, b }, h) => {
    const weight = size[h]! / total;
    const [p, q] = searchedRates({ a, b }, difference);
    const n = a.trials + b.trials;
    distance += weight * (a.successes / a.trials - b.successes / b.trials - difference);
    variance += weight ** 2 * ((p * (1 - p)) / a.trials + (q * (1 - q)) / b.trials) * (n / (n - 1));
    const moment = (rate: number, trials: number) => (rate * (1 - rate) * (1 - 2 * rate)) / trials ** 2;
    third += weight ** 3 * (moment(p, a.trials) - moment(q, b.trials));
  });
  return { z: distance / Math.sqrt(variance), gamma: third / (6 * variance ** 1.5) };
}

describe("stratifiedScas", () => {
  it("is the score interval of one stratum", () =>
    fc.assert(
      fc.property(stratum, fc.constantFrom(0.1, 0.05, 0.01), (pair, alpha) => {
        const { a, b } = pair;
        const plain = scasDifference(a.successes, a.trials, b.successes, b.trials, twoSidedCritical(alpha));
        const { low, high } = stratifiedScas([pair], alpha)!;
        // The same equation, with a variance rounded otherwise: root finding stops within 1e-9 of either.
        expect(low).toBeCloseTo(plain.low, 8);
        expect(high).toBeCloseTo(plain.high, 8);
      }),
    ));
  it("is without skewness, at no difference, the test of Cochran, Mantel and Haenszel", () =>
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 8 }), (strata) => {
        const test = cochranMantelHaenszel(strata);
        fc.pre(test !== null);
        const { z } = stratifiedScore(strata, mantelHaenszelWeights(strata)!, 0);
        expect(z * z).toBeCloseTo(test!.statistic, 8);
      }),
    ));
  it("solves the equation of its definition, with rates found by search", () =>
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 2, maxLength: 5 }), (strata) => {
        const interval = stratifiedScas(strata, 0.1)!;
        const c = twoSidedCritical(0.1);
        for (const [limit, sign] of [
          [interval.low, 1],
          [interval.high, -1],
        ] as const) {
          // At the ends, and where a stratum has nothing but successes or failures, the search cannot tell the rates well.
          if (Math.abs(limit) > 0.9 || strata.some(extreme)) continue;
          const { z, gamma } = searchedScore(strata, limit);
          // Searched rates carry half of a double's digits.
          expect(Math.abs(z - sign * c - (c * c - 1) * gamma)).toBeLessThan(1e-5);
        }
      }),
    ));
  it("contains the weighted difference, mirrors when the groups swap, and ignores strata of one group", () =>
    fc.assert(
      fc.property(fc.array(stratum, { minLength: 1, maxLength: 6 }), (strata) => {
        const { value, low, high, p } = stratifiedScas(strata, 0.05)!;
        expect(value).toBeCloseTo(mantelHaenszelDifference(strata, 0.05).value!, 10);
        expect(low).toBeLessThanOrEqual(value + 1e-12);
        expect(high).toBeGreaterThanOrEqual(value - 1e-12);
        const mirrored = stratifiedScas(
          strata.map(({ a, b }) => ({ a: b, b: a })),
          0.05,
        )!;
        expect(mirrored.low).toBeCloseTo(-high, 8);
        expect(mirrored.p).toBeCloseTo(p, 10);
        const alone: GroupPair = { a: { successes: 3, trials: 9 }, b: { successes: 0, trials: 0 } };
        expect(stratifiedScas([...strata, alone], 0.05)).toEqual({ value, low, high, p });
      }),
    ));
  it("is null where no stratum holds both groups", () => {
    expect(stratifiedScas([{ a: { successes: 1, trials: 2 }, b: { successes: 0, trials: 0 } }], 0.05)).toBeNull();
    expect(stratifiedScas([], 0.05)).toBeNull();
  });
  it("misses on either side in about 5 % where Sato's limit misses far more: 5 strata of 100 and 1,000 rows, rare outcome", () => {
    // Seed 1, 1,500 samples: standard error 0.56 points at 5 %; measured with 3,000: 4.8 and 5.3 %, Sato's upper limit 9.5 %.
    const next = random(1, "stratified");
    const rates = [0.005, 0.011, 0.018, 0.024, 0.03];
    const draw = (trials: number, p: number) => ({ successes: drawBinomial(next, trials, p), trials });
    const runs = 1_500;
    let [above, below, sato] = [0, 0, 0];
    for (let run = 0; run < runs; run++) {
      const strata = rates.map((p) => ({ a: draw(100, p), b: draw(1000, p) }));
      const { low, high } = stratifiedScas(strata, 0.1)!;
      if (low > 0) above++;
      if (high < 0) below++;
      if (mantelHaenszelDifference(strata, 0.1).high! < 0) sato++;
    }
    expect(above / runs).toBeLessThanOrEqual(0.067);
    expect(below / runs).toBeLessThanOrEqual(0.067);
    expect(sato / runs).toBeGreaterThan(0.075);
  });
});

const extreme = ({ a, b }: GroupPair): boolean =>
  [a, b].some(({ successes, trials }) => successes === 0 || successes === trials);
