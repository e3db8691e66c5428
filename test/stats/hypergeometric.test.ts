import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { binomialLower, binomialProbability, binomialQuantile } from "../../src/stats/binomial-distribution.js";
import { dealBlocks } from "../../src/stats/deal-blocks.js";
import { drawHypergeometric, drawMultivariateHypergeometric } from "../../src/stats/draw-hypergeometric.js";
import { hypergeometricProbabilities, hypergeometricProbability } from "../../src/stats/hypergeometric-distribution.js";
import { logChoose, logGamma } from "../../src/stats/log-gamma.js";
import { withFixtures } from "../fixtures.js";
import { expectRelative, oracle } from "./oracle.js";

/** Both sides keep about 14 digits here. */
const digits = 1e-12;

withFixtures("against scipy", () => {
  it("hypergeometricProbability", () => {
    for (const [k, value] of oracle("c_special_functions").expected.hypergeom_pmf as [number, number][]) {
      expectRelative(hypergeometricProbability(k, { marked: 60, others: 140, drawn: 45 }), value, digits, `k = ${k}`);
    }
  });
  it("binomialLower", () => {
    for (const [k, n, p, value] of oracle("c_special_functions").expected.binom_cdf as [
      number,
      number,
      number,
      number,
    ][]) {
      expectRelative(binomialLower(k, n, p), value, digits, `k = ${k}`);
    }
  });
});

const urn = fc
  .record({ marked: fc.nat(40), others: fc.nat(40), share: fc.double({ min: 0, max: 1, noNaN: true }) })
  .map(({ marked, others, share }) => ({ marked, others, drawn: Math.round(share * (marked + others)) }));

describe("distributions of counts", () => {
  it("logGamma has Γ(n + 1) = n! and Γ(1/2) = √π", () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.sqrt(Math.PI)), 14);
    expect(logGamma(1e-9)).toBeCloseTo(-Math.log(1e-9), 8);
    expect(logGamma(171)).toBeCloseTo(Math.log(7.257415615307994e306), 11);
    expect(Math.round(Math.exp(logChoose(30, 11)))).toBe(54_627_300);
  });
  it("binomialProbability adds up to binomialLower, whose quantile it is", () =>
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.double({ min: 0.001, max: 0.999, noNaN: true }),
        (n, p, q) => {
          let sum = 0;
          for (let k = 0; k <= n; k++) sum += binomialProbability(k, n, p);
          expect(sum).toBeCloseTo(1, 12);
          const k = binomialQuantile(q, n, p);
          expect(binomialLower(k, n, p)).toBeGreaterThanOrEqual(q);
          expect(k === 0 || binomialLower(k - 1, n, p) < q).toBe(true);
        },
      ),
    ));
  it("hypergeometricProbabilities are each one's own value and add up to 1", () =>
    fc.assert(
      fc.property(urn, (u) => {
        const { least, probabilities } = hypergeometricProbabilities(u);
        for (const [i, probability] of probabilities.entries()) {
          expectRelative(
            probability,
            hypergeometricProbability(least + i, u),
            1e-11,
            `${least + i} of ${JSON.stringify(u)}`,
          );
        }
        expect(probabilities.reduce((sum, p) => sum + p, 0)).toBeCloseTo(1, 12);
      }),
    ));
});

describe("drawHypergeometric", () => {
  it.each([
    { marked: 7, others: 30, drawn: 12 },
    { marked: 60, others: 140, drawn: 45 },
    { marked: 400, others: 20, drawn: 200 },
    { marked: 30, others: 30, drawn: 58 },
  ])("follows its distribution: $marked of $marked + $others, $drawn drawn", (u) => {
    const { least, probabilities } = hypergeometricProbabilities(u);
    const seen = new Float64Array(probabilities.length);
    const uniform = random(11, "draws");
    const draws = 20_000;
    for (let i = 0; i < draws; i++) {
      const k = drawHypergeometric(uniform, u);
      seen[k - least] = seen[k - least]! + 1;
    }
    for (const [i, probability] of probabilities.entries()) {
      // Four and a half standard errors and one count: about 1e-5 per cell to be wrong about a right generator.
      const error = Math.sqrt(draws * probability * (1 - probability));
      expect(Math.abs(seen[i]! - draws * probability)).toBeLessThanOrEqual(4.5 * error + 1);
    }
  });
  it("deals everything to somebody", () =>
    fc.assert(
      fc.property(fc.array(fc.nat(50), { minLength: 1, maxLength: 6 }), fc.nat(1000), (sizes, seed) => {
        const drawn = Math.floor(sizes.reduce((sum, size) => sum + size, 0) / 2);
        const into = new Float64Array(sizes.length);
        drawMultivariateHypergeometric(random(seed, "deal"), sizes, drawn, into);
        expect(into.reduce((sum, k) => sum + k, 0)).toBe(drawn);
        expect(into.every((k, i) => k >= 0 && k <= sizes[i]!)).toBe(true);
      }),
    ));
});

describe("dealBlocks", () => {
  it("deals every row into blocks of the stated sizes, alike for one seed", () =>
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), fc.nat(300), fc.nat(300), (n, m, x, y) => {
        const pair = { a: { successes: x % (n + 1), trials: n }, b: { successes: y % (m + 1), trials: m } };
        const blocks = dealBlocks(random(5, "period 1"), pair);
        expect(blocks).toEqual(dealBlocks(random(5, "period 1"), pair));
        for (const group of ["a", "b"] as const) {
          expect(blocks.map((block) => block[group].trials)).toEqual(
            Array.from(
              { length: 10 },
              (_, j) => Math.floor((pair[group].trials * (j + 1)) / 10) - Math.floor((pair[group].trials * j) / 10),
            ),
          );
          expect(blocks.reduce((sum, block) => sum + block[group].successes, 0)).toBe(pair[group].successes);
          expect(blocks.every(({ [group]: { successes, trials } }) => successes >= 0 && successes <= trials)).toBe(
            true,
          );
        }
      }),
    ));
});
