import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { shrinkRates } from "../../src/stats/beta-binomial-shrinkage.js";
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
  it("hold where rows may belong to others, too: the worst case is the same, the best leaves rows out", () =>
    fc.assert(
      fc.property(small, small, unknownRows, (a, b, unknown) => {
        const { gap, ratio } = manskiBounds([a, b], unknown, { others: true })!;
        // A third group of which nothing is known takes what the two leave.
        const filled = completions([a, b, { successes: 0, trials: 1 }], unknown).map((rates) => rates.slice(0, 2));
        const gaps = filled.map(([p, q]) => Math.abs(p! - q!));
        expect(gap.high).toBeCloseTo(Math.max(...gaps), 12);
        expect(gap.low).toBeLessThanOrEqual(Math.min(...gaps) + 1e-12);
        expect(gap.low).toBeLessThanOrEqual(manskiBounds([a, b], unknown)!.gap.low + 1e-12);
        const ratios = filled.map((rates) => (Math.max(...rates) === 0 ? 1 : Math.min(...rates) / Math.max(...rates)));
        expect(ratio.low).toBeCloseTo(Math.min(...ratios), 12);
        expect(ratio.high).toBeGreaterThanOrEqual(Math.max(...ratios) - 1e-12);
      }),
      { numRuns: 100 },
    ));
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
  const proportions = (counts: readonly (readonly [number, number])[]): Proportion[] =>
    counts.map(([successes, trials]) => ({ successes, trials }));
  /** Mean and standard deviation of each group's posterior. */
  const moments = (groups: readonly Proportion[]) =>
    shrinkRates(groups, 0.05)!.map(({ posterior: [a, b] }) => [
      a / (a + b),
      Math.sqrt((a * b) / (a + b + 1)) / (a + b),
    ]);

  // The 71 groups of rats of Gelman et al. (2013), table 5.1: control groups of earlier trials, tumours of rats, then the one of interest.
  const rats = proportions([
    ...Array<[number, number]>(7).fill([0, 20]),
    ...Array<[number, number]>(4).fill([0, 19]),
    ...Array<[number, number]>(2).fill([0, 18]),
    [0, 17],
    ...Array<[number, number]>(4).fill([1, 20]),
    ...Array<[number, number]>(2).fill([1, 19]),
    ...Array<[number, number]>(2).fill([1, 18]),
    ...([
      [2, 25],
      [2, 24],
      [2, 23],
    ] as const),
    ...Array<[number, number]>(6).fill([2, 20]),
    ...([
      [1, 10],
      [5, 49],
      [2, 19],
      [5, 46],
      [3, 27],
      [2, 17],
      [7, 49],
      [7, 47],
    ] as const),
    ...Array<[number, number]>(2).fill([3, 20]),
    ...([
      [2, 13],
      [9, 48],
      [10, 50],
    ] as const),
    ...Array<[number, number]>(7).fill([4, 20]),
    [10, 48],
    ...Array<[number, number]>(3).fill([4, 19]),
    ...([
      [5, 22],
      [11, 46],
      [12, 49],
    ] as const),
    ...Array<[number, number]>(2).fill([5, 20]),
    ...([
      [6, 23],
      [5, 19],
      [6, 22],
    ] as const),
    ...Array<[number, number]>(3).fill([6, 20]),
    ...([
      [16, 52],
      [15, 47],
      [15, 46],
      [9, 24],
      [4, 14],
    ] as const),
  ]);
  it("agrees with the whole posterior of the 71 groups of rats", () => {
    // Python 3, math.lgamma on 160 × 160 points of 1/√M in (0, 1) and logit(mean) in (−9, 9), flat in both of 1/√M and mean; the same sum
    // gives E(α) = 2.403 and E(β) = 14.321, which the book prints as 2.4 and 14.3.
    const expected = new Map([
      ["0/20", [0.06357, 0.0416]],
      ["16/52", [0.26874, 0.05446]],
      ["9/24", [0.28289, 0.07332]],
      ["4/14", [0.21086, 0.07526]],
    ]);
    for (const [i, [mean, deviation]] of moments(rats).entries()) {
      const found = expected.get(`${rats[i]!.successes}/${rats[i]!.trials}`);
      if (found === undefined) continue;
      // Laplace's method for the mean, with half a row of each outcome instead of one: a thousandth or less with 71 groups.
      expect(Math.abs(mean! - found[0]!)).toBeLessThan(0.002);
      expect(Math.abs(deviation! - found[1]!)).toBeLessThan(0.001);
    }
  });
  it("is near the whole posterior of a few groups, too", () => {
    // As above, on 300 × 300 points, with the prior of the mean that half a row of each outcome stands for.
    const cases: readonly { counts: readonly [number, number][]; expected: readonly [number, number][] }[] = [
      {
        counts: [
          [1, 8],
          [4, 20],
          [3, 60],
          [20, 150],
        ],
        expected: [
          [0.13196, 0.07202],
          [0.16151, 0.0665],
          [0.07899, 0.03449],
          [0.13081, 0.02606],
        ],
      },
      {
        counts: [
          [10, 40],
          [10, 40],
          [10, 40],
          [10, 40],
          [30, 40],
        ],
        expected: [
          [0.26402, 0.06586],
          [0.26402, 0.06586],
          [0.26402, 0.06586],
          [0.26402, 0.06586],
          [0.70486, 0.07424],
        ],
      },
      {
        counts: [
          [40, 100],
          [44, 100],
          [37, 100],
          [41, 100],
          [36, 90],
          [50, 120],
        ],
        expected: [
          [0.40535, 0.02898],
          [0.41422, 0.03005],
          [0.3987, 0.02995],
          [0.40757, 0.02899],
          [0.40544, 0.02958],
          [0.40926, 0.02805],
        ],
      },
    ];
    for (const { counts, expected } of cases) {
      for (const [g, [mean, deviation]] of moments(proportions(counts)).entries()) {
        // Laplace's method on four to six groups: up to a tenth of the posterior's own deviation.
        expect(Math.abs(mean! - expected[g]![0])).toBeLessThan(0.1 * expected[g]![1]);
        expect(deviation! / expected[g]![1]).toBeCloseTo(1, 1);
      }
    }
  });
  it("pulls a small group further than a large one, towards the mean of all", () => {
    const [tiny, large, , empty] = shrinkRates(
      proportions([
        [5, 5],
        [100, 200],
        [60, 200],
        [0, 0],
      ]),
      0.05,
    )!;
    expect(tiny!.value).toBeLessThan(0.9);
    expect(Math.abs(large!.value - 0.5)).toBeLessThan(0.005);
    expect(empty!.value).toBeGreaterThan(0.4);
    expect(empty!.high - empty!.low).toBeGreaterThan(tiny!.high - tiny!.low);
    expect(
      shrinkRates(
        proportions([
          [5, 5],
          [0, 0],
        ]),
        0.05,
      ),
    ).toBeNull();
  });
  it("leaves large groups that differ as they are, and counts of 1e12 finite", () => {
    for (const { value, low, high } of shrinkRates(
      proportions([
        [1e12, 4e12],
        [3e12, 4e12],
        [2e12, 4e12],
      ]),
      0.05,
    )!) {
      // Twice 1.96 standard errors of a share of 4e12 rows.
      expect(high - low).toBeLessThan(1.1e-6);
      expect(value * 4).toBeCloseTo(Math.round(value * 4), 9);
    }
  });
  it("is the same whatever the order and mirrors when the outcomes swap; limits hold the value", () =>
    fc.assert(
      fc.property(fc.array(small, { minLength: 2, maxLength: 8 }), (groups) => {
        const rates = shrinkRates(groups, 0.05)!;
        const mirrored = shrinkRates(
          groups.map(({ successes, trials }) => ({ successes: trials - successes, trials })),
          0.05,
        )!;
        const reversed = shrinkRates(groups.toReversed(), 0.05)!.toReversed();
        for (const [g, { value, low, high }] of rates.entries()) {
          expect(0 <= low && low < value && value < high && high <= 1).toBe(true);
          // Sums in another order, and a quantile that stops at 1e-8 on the logit scale.
          expect(reversed[g]!.value).toBeCloseTo(value, 12);
          expect(mirrored[g]!.value).toBeCloseTo(1 - value, 10);
          expect(mirrored[g]!.low).toBeCloseTo(1 - high, 8);
        }
      }),
      { numRuns: 100 },
    ));
  it.each([
    [4, 10],
    [4, 200],
    [9, 30],
    [24, 30],
    [24, 200],
  ])("holds the true rates of %i groups about as often as it says, where they scatter like %i rows", (size, rows) => {
    // Groups of 20 to 200 rows around a mean of 0.3, about 1,500 limits at 95 %. They come in runs that share a mean, so that the
    // standard error is up to 1 point; 92 is 95 less the 1.5 points that a default may miss by and 1.5 standard errors. A single
    // best prior held 77 to 92 % here.
    const uniform = random(8, `shrinkage ${size} ${rows}`);
    let [hits, all] = [0, 0];
    while (all < 1_500) {
      const truth = Array.from({ length: size }, () => betaQuantile(uniform(), 0.3 * rows, 0.7 * rows));
      const groups = truth.map((rate, g) => {
        const trials = [20, 40, 80, 200][g % 4]!;
        return { successes: drawBinomial(uniform, trials, rate), trials };
      });
      for (const [g, { low, high }] of shrinkRates(groups, 0.05)!.entries()) {
        all++;
        if (low <= truth[g]! && truth[g]! <= high) hits++;
      }
    }
    expect(hits / all).toBeGreaterThan(0.92);
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
