import { describe, expect, it } from "vitest";
import { scoreMisses } from "../../bench/calibration/score-distances.js";
import { random } from "../../src/core/random.js";

describe("distances between the scores of unequal groups, at one-sided 5 %", () => {
  const rareHigh = (share: number) => (next: () => number) => (next() < share ? 0.95 : 0.02 * next());
  const shapes = [
    {
      name: "alike",
      group: (next: () => number) => next(),
      reference: (next: () => number) => next(),
      wasserstein: 0,
      kolmogorov: 0,
    },
    { name: "alike, few high", group: rareHigh(0.02), reference: rareHigh(0.02), wasserstein: 0, kolmogorov: 0 },
    { name: "few high", group: rareHigh(0.02), reference: rareHigh(0.05), wasserstein: 0.0282, kolmogorov: 0.03 },
  ];
  it.each(shapes)("$name: neither limit misses too often", (shape) => {
    const runs = 300;
    // 5 % and three standard errors of so many runs.
    const most = 0.05 + 3 * Math.sqrt((0.05 * 0.95) / runs);
    for (const misses of Object.values(scoreMisses(random(1, shape.name), shape, [30, 300], runs))) {
      expect(misses.shares.low).toBeLessThanOrEqual(most);
      expect(misses.shares.high).toBeLessThanOrEqual(most);
      if (shape.wasserstein === 0) expect(misses.shares.tested).toBeLessThanOrEqual(most);
    }
  });
});
