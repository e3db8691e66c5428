import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { betaPrior, shrinkRates } from "../../src/stats/beta-binomial-shrinkage.js";
import { betaQuantile } from "../../src/stats/beta-quantile.js";
import { countValues } from "../../src/stats/counted-values.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { manskiBounds, manskiDifference } from "../../src/stats/manski-bounds.js";
import type { Proportion } from "../../src/stats/proportion.js";
import { proxyDifference, proxyRate } from "../../src/stats/proxy-bounds.js";
import { quantileInterval } from "../../src/stats/quantile-interval.js";

const small = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.nat(99))
  .map(([trials, x]) => ({ successes: x % (trials + 1), trials }));
const unknownRows = fc.tuple(fc.nat(4), fc.nat(99)).map(([trials, x]) => ({ successes: x % (trials + 1), trials }));

/** Every way to give each of k groups some of n rows. */
function dealings(n: number, k: number): number[][] {
  if (k === 1) return [[n]];
  return Array.from({ length: n + 1 }, (_, first) => dealings(n - first, k - 1).map((rest) => [first, ...rest])).flat();
}

/** All completed data sets, as rates. */
function completions(groups: readonly Proportion[], unknown: Proportion): number[][] {
  const failures = unknown.trials - unknown.successes;
  return dealings(unknown.successes, groups.length).flatMap((gains) =>
    dealings(failures, groups.length).map((losses) =>
      groups.map(({ successes, trials }, i) => (successes + gains[i]!) / (trials + gains[i]! + losses[i]!)),
    ),
  );
}

describe("manskiBounds", () => {
  it("hold for every way to fill in the unknown rows; the worst case is reached, the best to within a row per group", () =>
    fc.assert(
      fc.property(fc.array(small, { minLength: 2, maxLength: 3 }), unknownRows, (groups, unknown) => {
        const { gap, ratio } = manskiBounds(groups, unknown)!;
        const filled = completions(groups, unknown);
        const gaps = filled.map((rates) => Math.max(...rates) - Math.min(...rates));
        expect(gap.high).toBeCloseTo(Math.max(...gaps), 12);
        expect(gap.low).toBeLessThanOrEqual(Math.min(...gaps) + 1e-12);
        const ratios = filled.map((rates) => (Math.max(...rates) === 0 ? 1 : Math.min(...rates) / Math.max(...rates)));
        expect(ratio.low).toBeCloseTo(Math.min(...ratios), 12);
        expect(ratio.high).toBeGreaterThanOrEqual(Math.max(...ratios) - 1e-12);
      }),
      { numRuns: 150 },
    ));
  it("the best case is sharp when rows are many", () => {
    // Scaled up a hundredfold, whole rows are as good as split ones: a search over all dealings comes within 1/100.
    const [groups, unknown] = [
      [
        { successes: 10, trials: 100 },
        { successes: 60, trials: 100 },
      ],
      { successes: 20, trials: 50 },
    ];
    const best = Math.min(...completions(groups, unknown).map((rates) => Math.abs(rates[0]! - rates[1]!)));
    expect(best - manskiBounds(groups, unknown)!.gap.low).toBeLessThan(0.01);
    expect(best).toBeGreaterThanOrEqual(manskiBounds(groups, unknown)!.gap.low);
  });
  it("without unknown rows are the gap and ratio themselves", () => {
    const groups = [
      { successes: 1, trials: 4 },
      { successes: 3, trials: 4 },
      { successes: 2, trials: 4 },
    ];
    const { gap, ratio } = manskiBounds(groups, { successes: 0, trials: 0 })!;
    expect(gap).toEqual({ low: 0.5, high: 0.5 });
    expect([ratio.low, ratio.high]).toEqual([expect.closeTo(1 / 3, 14), expect.closeTo(1 / 3, 14)]);
    expect(manskiBounds([groups[0]!], { successes: 1, trials: 2 })).toBeNull();
  });
  it("of one difference are reached by some completion with a third group", () =>
    fc.assert(
      fc.property(small, small, small, unknownRows, (a, b, c, unknown) => {
        const differences = completions([a, b, c], unknown).map((rates) => rates[0]! - rates[1]!);
        const { low, high } = manskiDifference(a, b, unknown)!;
        expect(low).toBeCloseTo(Math.min(...differences), 12);
        expect(high).toBeCloseTo(Math.max(...differences), 12);
      }),
      { numRuns: 60 },
    ));
});

describe("proxy bounds", () => {
  it("by hand: two cells of ten rows", () => {
    // Cell 1: 6 of 10 succeed, 80 % are a: a has 8 rows, of which 4 to 6 succeed. Cell 2: 1 of 10, 30 % a: 3 rows, 0 to 1.
    const cells = [
      { successes: 6, trials: 10, probabilities: [0.8, 0.2] },
      { successes: 1, trials: 10, probabilities: [0.3, 0.7] },
    ];
    const a = proxyRate(cells, 0)!;
    expect([a.low, a.high]).toEqual([expect.closeTo(4 / 11, 14), expect.closeTo(7 / 11, 14)]);
    const b = proxyRate(cells, 1)!;
    expect([b.low, b.high]).toEqual([expect.closeTo(0 / 9, 14), expect.closeTo(3 / 9, 14)]);
    // With two groups the extremes go together: all 7 successes of a leave none to b.
    expect(proxyDifference(cells, 0, 1)!.high).toBeCloseTo(7 / 11, 14);
  });
  it("meet at the rates when the proxy is the group itself", () => {
    const cells = [
      { successes: 3, trials: 12, probabilities: [1, 0] },
      { successes: 5, trials: 10, probabilities: [0, 1] },
    ];
    expect(proxyRate(cells, 0)).toEqual({ low: 0.25, high: 0.25 });
    expect(proxyDifference(cells, 0, 1)).toEqual({ low: -0.25, high: -0.25 });
    expect(proxyRate([{ successes: 1, trials: 2, probabilities: [1] }], 1)).toBeNull();
  });
});

describe("shrinkRates", () => {
  it("pulls a small group further than a large one, towards the mean of all", () => {
    const groups = [
      { successes: 5, trials: 5 },
      { successes: 100, trials: 200 },
      { successes: 60, trials: 200 },
      { successes: 0, trials: 0 },
    ];
    const { mean, rows } = betaPrior(groups)!;
    const [tiny, large, , empty] = shrinkRates(groups, 0.05)!;
    expect(tiny!.value).toBeCloseTo((rows * mean + 5) / (rows + 5), 12);
    expect(Math.abs(large!.value - 0.5)).toBeLessThan(0.02);
    expect(empty!.value).toBeCloseTo(mean, 12);
    expect(shrinkRates([groups[0]!], 0.05)).toBeNull();
  });
  it("never trusts its prior more than the rows it was learnt from", () => {
    const alike = Array.from({ length: 5 }, () => ({ successes: 10, trials: 40 }));
    expect(betaPrior(alike)!.rows).toBeCloseTo(200, 9);
    expect(
      betaPrior([
        { successes: 0, trials: 9 },
        { successes: 0, trials: 9 },
      ])!.mean,
    ).toBeGreaterThan(0);
    expect(
      betaPrior([
        { successes: 0, trials: 90 },
        { successes: 90, trials: 90 },
      ])!.rows,
    ).toBeCloseTo(1, 9);
  });
  it("recovers the prior, and its intervals hold the true rates about as often as they say", () => {
    // 40 groups of 5 to 200 rows, true rates Beta(6, 14), 60 times: 2,400 intervals at 95 %.
    const uniform = random(8, "shrinkage");
    let [hits, all, rows] = [0, 0, 0];
    for (let run = 0; run < 60; run++) {
      const truth = Array.from({ length: 40 }, () => betaQuantile(uniform(), 6, 14));
      const groups = truth.map((rate, g) => {
        const trials = 5 + 5 * g;
        return { successes: drawBinomial(uniform, trials, rate), trials };
      });
      rows += betaPrior(groups)!.rows / 60;
      for (const [g, { low, high }] of shrinkRates(groups, 0.05)!.entries()) {
        all++;
        if (low <= truth[g]! && truth[g]! <= high) hits++;
      }
    }
    // The prior is worth 20 rows; its estimate from 40 groups scatters by a quarter, its mean over 60 by a thirtieth of that.
    expect(Math.abs(rows - 20)).toBeLessThan(4);
    // The standard error of 2,400 shares is 0.5 points; treating the prior as known costs up to about one point.
    expect(hits / all).toBeGreaterThan(0.93);
  });
});

describe("quantileInterval", () => {
  const hundred = countValues(Array.from({ length: 100 }, (_, i) => i + 1));
  it("the median of 100 values lies between the 40th and the 61st, as tabulated", () => {
    // Conover, Practical Nonparametric Statistics, table A3 by qbinom(.025, 100, .5) = 40 and qbinom(.975, 100, .5) + 1 = 61.
    expect(quantileInterval(hundred, 0.5, 0.05)).toEqual({ low: 40, high: 61 });
  });
  it("has no bound on a side where the sample is too small for one", () => {
    expect(quantileInterval(countValues([1, 2, 3]), 0.9, 0.05)).toEqual({ low: 1, high: null });
    expect(quantileInterval(countValues([]), 0.5, 0.05)).toEqual({ low: null, high: null });
  });
  it("is the same however equal values are counted", () => {
    const tied = countValues(Array.from({ length: 60 }, (_, i) => i % 7));
    expect(quantileInterval(tied, 0.5, 0.1)).toEqual({ low: 2, high: 4 });
  });
  it("holds the true quantile at least as often as it says, in both tails", () => {
    // Uniform values: the 90 % quantile is 0.9. 2,000 samples of 45 at 90 %; standard error of the share 0.7 points.
    const uniform = random(6, "quantile");
    let held = 0;
    for (let run = 0; run < 2_000; run++) {
      const { low, high } = quantileInterval(countValues(Array.from({ length: 45 }, uniform)), 0.9, 0.1);
      if ((low ?? 0) <= 0.9 && 0.9 <= (high ?? 1)) held++;
    }
    expect(held / 2_000).toBeGreaterThanOrEqual(0.885);
  });
});
