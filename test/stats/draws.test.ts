import { describe, expect, it } from "vitest";
import { type Random, random } from "../../src/core/random.js";
import { chiSquaredUpper } from "../../src/stats/chi-squared.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { drawMultinomial } from "../../src/stats/draw-multinomial.js";
import { incompleteBeta } from "../../src/stats/incomplete-beta.js";

/** Chi-squared p-value of draws against the binomial distribution, cells of at least ten expected draws. */
function binomialFit(draw: () => number, n: number, p: number, draws: number): number {
  const counts = new Map<number, number>();
  for (let i = 0; i < draws; i++) {
    const x = draw();
    counts.set(x, (counts.get(x) ?? 0) + 1);
  }
  let [statistic, df, observed, expected] = [0, -1, 0, 0];
  for (let x = 0, below = 0; x <= n; x++) {
    const upTo = x < n ? incompleteBeta(x + 1, n - x, p).upper : 1;
    observed += counts.get(x) ?? 0;
    expected += draws * (upTo - below);
    below = upTo;
    if (expected < 10 || (draws * (1 - below) < 10 && x < n)) continue;
    statistic += (observed - expected) ** 2 / expected;
    df++;
    [observed, expected] = [0, 0];
  }
  return chiSquaredUpper(statistic, df);
}

describe("drawBinomial", () => {
  // One case by inversion, by rejection, near the switch, by symmetry, and with a probability that 1 − p would round
  // away.
  it.each([
    [20, 0.1],
    [30, 0.5],
    [1000, 0.0099],
    [1000, 0.0101],
    [400, 0.97],
    [1e6, 0.3],
    [1e9, 2e-9],
  ])("n = %i, p = %f follows the binomial distribution", (n, p) => {
    const next = random(20, `draws ${n} ${p}`);
    const x = Array.from({ length: 20_000 }, () => drawBinomial(next, n, p));
    const mean = x.reduce((sum, value) => sum + value, 0) / x.length;
    // Four standard errors: one false alarm in 16,000, and the seed is fixed.
    expect(Math.abs(mean - n * p)).toBeLessThan(4 * Math.sqrt((n * p * (1 - p)) / x.length));
    if (n > 1e4) return;
    let i = 0;
    expect(binomialFit(() => x[i++]!, n, p, x.length)).toBeGreaterThan(1e-3);
  });
  it("of certain and impossible outcomes draws nothing from the stream", () => {
    const never: Random = () => {
      throw new Error("not needed");
    };
    expect([drawBinomial(never, 7, 1), drawBinomial(never, 7, 0), drawBinomial(never, 0, 0.5)]).toEqual([7, 0, 0]);
  });
  it("never leaves [0, n], even at the largest uniform number", () => {
    const ends = [0, 1 - 2 ** -53, 0.5];
    for (const [n, p] of [
      [5, 0.5],
      [12, 0.4],
      [1000, 0.3],
      [1000, 0.999],
    ] as const) {
      let i = 0;
      for (let draw = 0; draw < 30; draw++) {
        const x = drawBinomial(() => (i++ % 7 < 3 ? ends[i % 3]! : 0.37), n, p);
        expect(x >= 0 && x <= n && Number.isInteger(x)).toBe(true);
      }
    }
  });
});

describe("drawMultinomial", () => {
  it("gives n draws, none to cells without weight, each cell binomially", () => {
    const next = random(3, "cells");
    const weights = [5, 0, 1, 30, 0.5, 0];
    const total = 36.5;
    const into = new Float64Array(6);
    const sums = new Float64Array(6);
    const draws = 5000;
    for (let i = 0; i < draws; i++) {
      drawMultinomial(next, 200, weights, into);
      expect(into.reduce((sum, x) => sum + x, 0)).toBe(200);
      into.forEach((x, cell) => {
        sums[cell]! += x;
      });
    }
    weights.forEach((weight, cell) => {
      const share = weight / total;
      const error = Math.sqrt((200 * share * (1 - share)) / draws);
      expect(Math.abs(sums[cell]! / draws - 200 * share)).toBeLessThanOrEqual(4 * error);
    });
  });
});
