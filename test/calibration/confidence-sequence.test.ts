import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { contrasts } from "../../src/stats/contrast.js";
import { dealBlocks } from "../../src/stats/deal-blocks.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { gapConfidenceSequence } from "../../src/stats/gap-confidence-sequence.js";
import type { GroupPair } from "../../src/stats/proportion.js";

/** Kullback–Leibler distance of n rows at rate p from rate q. */
function distance(n: number, p: number, q: number): number {
  const part = (share: number, from: number) => (share === 0 ? 0 : share * Math.log(share / from));
  return n * (part(p, q) + part(1 - p, 1 - q));
}

/** The nearest rates with difference `gap`, by golden-section search over the second one. */
function projection(n: number, a: number, m: number, b: number, gap: number): [number, number] {
  const cost = (q: number) => distance(n, a, q + gap) + distance(m, b, q);
  let [low, high] = [Math.max(1e-12, 1e-12 - gap), Math.min(1 - 1e-12, 1 - 1e-12 - gap)];
  const golden = (Math.sqrt(5) - 1) / 2;
  for (let step = 0; step < 60; step++) {
    const [left, right] = [high - golden * (high - low), low + golden * (high - low)];
    if (cost(left) > cost(right)) low = left;
    else high = right;
  }
  return [(low + high) / 2 + gap, (low + high) / 2];
}

/** ln of the probability ratio of one block, alternative against null. */
const logRatio = (x: number, n: number, alternative: number, null_: number): number =>
  x * Math.log(alternative / null_) + (n - x) * Math.log((1 - alternative) / (1 - null_));

/** The sequence again from its definition: every gap and period by itself, nothing carried along, projections by search. */
function byDefinition(periods: readonly GroupPair[][], alpha: number, grid: readonly number[]): number[] {
  const rejectedBy = (gap: number): number => {
    for (let t = 0; t < periods.length; t++) {
      const blocks = periods.slice(0, t + 1).flat();
      const values = contrasts.difference.margins.map((margin) => {
        let [sum, x, n] = [0, 0, 0];
        for (const { a, b } of blocks) {
          if (a.trials > 0 && b.trials > 0 && n > 0) {
            const running = (x + 0.5) / (n + 1);
            const theta = Math.max(0.001, Math.min(0.999, running + gap + margin));
            if (theta - running > gap) {
              const [p, q] = projection(a.trials, theta, b.trials, running, gap);
              sum += logRatio(a.successes, a.trials, theta, p) + logRatio(b.successes, b.trials, running, q);
            }
          }
          x += b.successes;
          n += b.trials;
        }
        return Math.exp(sum);
      });
      if (values.reduce((sum, value) => sum + value, 0) / values.length >= 2 / alpha) return t;
    }
    return Number.POSITIVE_INFINITY;
  };
  const when = grid.map(rejectedBy);
  return periods.map((_, t) => {
    const kept = when.findIndex((period) => period > t);
    return kept === 0 ? -1 : (kept < 0 ? grid : grid.slice(0, kept)).at(-1)!;
  });
}

const months = (next: () => number, count: number, gap: number): GroupPair[][] =>
  Array.from({ length: count }, () =>
    dealBlocks(
      next,
      {
        a: { successes: drawBinomial(next, 60, 0.3 + gap), trials: 60 },
        b: { successes: drawBinomial(next, 200, 0.3), trials: 200 },
      },
      3,
    ),
  );

describe("gapConfidenceSequence", () => {
  it("is what its definition gives, gap by gap", () => {
    const step = 0.05;
    const grid = Array.from({ length: 39 }, (_, g) => (2 * (g + 1)) / 40 - 1);
    // Seed 1: 6 histories of 5 months, three blocks a month.
    for (let run = 0; run < 6; run++) {
      const periods = months(random(1, `definition ${run}`), 5, run % 2 === 0 ? 0.1 : -0.05);
      const sequence = gapConfidenceSequence(periods, { alpha: 0.1, step });
      const swapped = periods.map((blocks) => blocks.map(({ a, b }) => ({ a: b, b: a })));
      const [low, high] = [byDefinition(periods, 0.1, grid), byDefinition(swapped, 0.1, grid)];
      sequence.forEach((interval, t) => {
        expect(interval.low).toBeCloseTo(low[t]!, 12);
        expect(interval.high).toBeCloseTo(-high[t]!, 12);
      });
    }
  });
  it("never reaches the truth more often than it says, over 24 months", () => {
    // Seed 2, 60 histories at 90 %, a grid on which the truth lies: by theorem at most 6; four standard deviations (2.3) above.
    let reached = 0;
    for (let run = 0; run < 60; run++) {
      const periods = months(random(2, `history ${run}`), 24, 0.1);
      const { low, high } = gapConfidenceSequence(periods, { alpha: 0.1, step: 0.1 }).at(-1)!;
      if (low > 0.1 - 1e-9 || high < 0.1 + 1e-9) reached++;
    }
    expect(reached).toBeLessThanOrEqual(15);
  });
});
