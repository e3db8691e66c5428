import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { boundsOf, countValues, kolmogorovApart, kolmogorovSmirnov, wassersteinApart } from "../../src/stats/index.js";
import { tDistanceP } from "../../src/stats/t-distance.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle } from "./oracle.js";

withFixtures("distances of two samples against scipy", () => {
  it("give the statistic of ks_2samp and the distance of wasserstein_distance", () => {
    for (const reference of oracle("c_two_samples").expected.cases as Json[]) {
      const [x, y] = [countValues(reference.x), countValues(reference.y)];
      expectClose(kolmogorovApart(x, y)!.value, reference["ks_two-sided"].D, closedForm, reference.name);
      expectClose(wassersteinApart(x, y)!.value, reference.wasserstein, closedForm, reference.name);
    }
  });
});

describe("bounds of the largest distance", () => {
  /** Two standard normal or uniform samples say nothing here: Massart's bounds are checked by themselves. */
  const reach = (n: number, m: number, alpha: number) => {
    const { low } = boundsOf({ interval: "dkw_distance", basis: [1, n, m] }, alpha);
    return 1 - low;
  };

  it("of one very large sample are Massart's own bound for the other", () => {
    // 1e-3 of the bound: the large sample adds √(1/10¹²) or so.
    for (const alpha of [0.2, 0.1, 0.02])
      expect(reach(100, 1e12, alpha)).toBeCloseTo(Math.sqrt(Math.log(2 / (alpha / 2)) / 200), 5);
  });

  it("do not depend on the order of the samples and shrink with either", () => {
    expect(reach(40, 300, 0.1)).toBeCloseTo(reach(300, 40, 0.1), 12);
    expect(reach(80, 300, 0.1)).toBeLessThan(reach(40, 300, 0.1));
    expect(reach(40, 600, 0.1)).toBeLessThan(reach(40, 300, 0.1));
  });

  it("are narrower than half of the level for each sample, and hold for the sum of two independent errors", () => {
    const [n, m, level] = [50, 200, 0.05];
    const bonferroni = Math.sqrt(Math.log(4 / level) / 2) * (1 / Math.sqrt(n) + 1 / Math.sqrt(m));
    expect(reach(n, m, 2 * level)).toBeLessThan(bonferroni);
    // Errors whose tails are Massart's bounds: the share beyond is the level itself. ± 3 standard errors of 20,000 draws.
    const next = random(1, "massart");
    const error = (size: number) => Math.sqrt(Math.log(2 / Math.max(next(), 1e-300)) / (2 * size));
    const limit = reach(n, m, 2 * level);
    let beyond = 0;
    for (let run = 0; run < 20_000; run++) if (error(n) + error(m) > limit) beyond++;
    expect(Math.abs(beyond / 20_000 - level)).toBeLessThan(3 * Math.sqrt((level * (1 - level)) / 20_000));
  });
});

describe("p-values", () => {
  it("of a distance are the level at which its lower limit is 0", () => {
    const basis = [0.3, 0.1, 0.08, 30, 60];
    const p = tDistanceP(basis);
    expect(boundsOf({ interval: "t_distance", basis }, 2 * p * 1.001).low).toBeGreaterThan(0);
    expect(boundsOf({ interval: "t_distance", basis }, 2 * p * 0.999).low).toBe(0);
  });
  it("of samples too large for the exact test are near it, and hold for a score that all rows share", () => {
    const next = random(1, "large samples");
    const draw = (n: number, shift: number) => countValues(Array.from({ length: n }, () => next() + shift));
    const [x, y] = [draw(900, 0), draw(400, 0.05)];
    // 0.01: the limit's error for samples of some hundreds.
    expect(Math.abs(kolmogorovApart(x, y)!.p! - kolmogorovSmirnov(x, y, { method: "exact" })!.twoSided)).toBeLessThan(
      0.01,
    );
    const same = countValues(new Array(1000).fill(0.5));
    expect(kolmogorovApart(same, same)!.p).toBe(1);
  });
  it("of a single row there are no bounds of the mean distance", () => {
    const [one, two] = [countValues([0.4]), countValues([0.1, 0.2])];
    expect(wassersteinApart(one, two)).toMatchObject({ evidence: null });
    expect(wassersteinApart(one, two)!.value).toBeCloseTo(0.25, 12);
  });
});
