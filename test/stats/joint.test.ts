import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import {
  boundsOf,
  differencesToBest,
  drawBinomial,
  drawMultinomial,
  equalMeans,
  jointRuleOf,
  notBelowZero,
  type Sample,
  samplingVariance,
} from "../../src/stats/index.js";
import { tabulate } from "../../src/stats/tabulated.js";
import { tangoGrowth } from "../../src/stats/tango-growth.js";

const share = (x: number, n: number): Sample => ({ value: x / n, evidence: { interval: "wilson", basis: [x, n] } });

describe("samplingVariance(sample)", () => {
  it("is p(1 − p)/(n − 1) of a share, that of effective rows, or a squared standard error", () => {
    expect(samplingVariance(share(3, 10))).toBeCloseTo(0.21 / 9, 12);
    expect(samplingVariance(share(1, 1))).toBeNull();
    const effective = { interval: "wilson_effective", basis: [0.3, 40, 30, 100] };
    expect(samplingVariance({ value: 0.3, evidence: effective })).toBeCloseTo(0.21 / 40, 12);
    expect(samplingVariance({ value: 5, evidence: { interval: "t_mean", basis: [5, 0.2, 30, 31] } })).toBeCloseTo(
      0.04,
      12,
    );
    // DeLong's variance: its interval on the logit scale is a little skewed, so a tenth.
    const area = { interval: "delong_logit", basis: [0.8, 0.002, 400, 600] };
    expect((samplingVariance({ value: 0.8, evidence: area }) as number) / 0.002).toBeCloseTo(1, 1);
  });
});

describe("differencesToBest(shares)", () => {
  it("misses the true distance on either side in no more than 5 % of draws, with the best group found in the same data", () => {
    const uniform = random(11, "to best");
    const groups = [
      [0.5, 400],
      [0.3, 60],
      [0.42, 1000],
      [0.35, 200],
    ] as const;
    const truth = groups.map(([p]) => p - 0.5);
    const [runs, missed] = [1500, groups.map(() => ({ low: 0, high: 0 }))];
    for (let run = 0; run < runs; run++) {
      const drawn = groups.map(([p, n]) => share(drawBinomial(uniform, n, p), n));
      for (const [i, { low, high }] of differencesToBest(drawn, { alpha: 0.05, better: "higher" }).entries()) {
        if ((low as number) > (truth[i] as number) + 1e-12) missed[i]!.low++;
        if ((high as number) < (truth[i] as number) - 1e-12) missed[i]!.high++;
      }
    }
    // 6.5 %: 5 % and nearly three standard errors of 0.56 points.
    for (const { low, high } of missed) expect(Math.max(low, high) / runs).toBeLessThan(0.065);
    // The lower limits of groups that are not best are used up, or nearly.
    expect(missed[3]!.low / runs).toBeGreaterThan(0.02);
  });

  it("needs two groups", () => {
    expect(() => differencesToBest([share(1, 2)], { alpha: 0.05, better: "higher" })).toThrow(RangeError);
  });
});

describe("jointRuleOf(name)", () => {
  it("knows its own names and no others", () => {
    expect(jointRuleOf("equalized_odds")?.metrics).toEqual(["true_positive_rate", "false_positive_rate"]);
    expect(jointRuleOf("toString")).toBeUndefined();
    expect(jointRuleOf("max_difference")).toBeUndefined();
  });

  const groups = [
    { positives: 300, hit: 0.7, negatives: 500, alarm: 0.2 },
    { positives: 100, hit: 0.7, negatives: 200, alarm: 0.2 },
    { positives: 40, hit: 0.6, negatives: 80, alarm: 0.28 },
  ];
  const drawnParts = (uniform: () => number) => [
    { samples: groups.map(({ positives, hit }) => share(drawBinomial(uniform, positives, hit), positives)) },
    { samples: groups.map(({ negatives, alarm }) => share(drawBinomial(uniform, negatives, alarm), negatives)) },
  ];
  const classShares = [
    [0.3, 0.5, 0.2],
    [0.3, 0.5, 0.2],
    [0.22, 0.5, 0.28],
  ];
  const drawnClasses = (uniform: () => number) => {
    const counts = classShares.map((p, g) => {
      const into = new Float64Array(3);
      drawMultinomial(uniform, [800, 300, 120][g]!, p, into);
      return into;
    });
    return [0, 1, 2].map((k) => ({ samples: counts.map((c, g) => share(c[k]!, [800, 300, 120][g]!)) }));
  };
  const rates = (uniform: () => number) => [
    {
      samples: [0.2, 0.2, 0.26].map((p, g) =>
        share(drawBinomial(uniform, [800, 300, 120][g]!, p), [800, 300, 120][g]!),
      ),
    },
  ];

  it.each([
    ["equalized_odds", 0.1, drawnParts],
    ["average_odds", 0.09, drawnParts],
    ["class_distance", 0.08, drawnClasses],
    ["differential_fairness", Math.log(0.26 / 0.2), rates],
  ] as const)("%s: bounds miss a true value of %f in no more than 5 % of draws", (name, truth, draw) => {
    const uniform = random(5, name);
    const runs = 1500;
    let [above, below] = [0, 0];
    for (let run = 0; run < runs; run++) {
      const outcome = jointRuleOf(name)!.of(draw(uniform), { alpha: 0.05 });
      if ((outcome?.low as number) > truth) above++;
      if ((outcome?.high ?? Number.POSITIVE_INFINITY) < truth) below++;
    }
    // 6.5 %: 5 % and nearly three standard errors of 0.56 points.
    expect(above / runs).toBeLessThan(0.065);
    expect(below / runs).toBeLessThan(0.065);
  });
});

describe("tangoGrowth(basis, alpha)", () => {
  const cells = (label: number, hit: number, alarm: number) => [
    label * hit,
    (1 - label) * alarm,
    label * (1 - hit),
    (1 - label) * (1 - alarm),
  ];

  it.each([
    ["no gap", cells(0.3, 0.7, 0.2), cells(0.3, 0.7, 0.2), 0],
    ["a gap that is halved", cells(0.3, 0.7, 0.2), cells(0.2, 0.7, 0.2), -0.05],
    ["a gap that is all the model's", cells(0.3, 0.7, 0.3), cells(0.3, 0.7, 0.2), 0.07],
    ["a gap that turns round", cells(0.3, 0.5, 0.1), cells(0.2, 0.9, 0.25), 0.06],
  ] as const)("%s: bounds miss the true growth in no more than 5 % of draws", (name, one, other, truth) => {
    const uniform = random(3, name);
    const [runs, a, b] = [1500, new Float64Array(4), new Float64Array(4)];
    let [above, below] = [0, 0];
    for (let run = 0; run < runs; run++) {
      drawMultinomial(uniform, 1000, one, a);
      drawMultinomial(uniform, 300, other, b);
      const { low, high } = tangoGrowth([...a, ...b], 0.1);
      if (low > truth + 1e-9) above++;
      if (high < truth - 1e-9) below++;
    }
    // 6.5 %: 5 % and nearly three standard errors of 0.56 points.
    expect(above / runs).toBeLessThan(0.065);
    expect(below / runs).toBeLessThan(0.065);
  });

  it("holds its estimate, and more of it with more confidence", () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 8, maxLength: 8 }), (basis) => {
        const gap = (first: number, second: number) => {
          const size = (from: number) => basis.slice(from, from + 4).reduce((sum, n) => sum + n, 0);
          return Math.abs(
            (basis[first]! + basis[second]!) / size(0) - (basis[first + 4]! + basis[second + 4]!) / size(4),
          );
        };
        const growth = gap(0, 1) - gap(0, 2);
        const [narrow, wide] = [tangoGrowth(basis, 0.1), tangoGrowth(basis, 0.01)];
        // 1e-9: limits are found by bisection.
        expect(narrow.low).toBeLessThanOrEqual(growth + 1e-9);
        expect(narrow.high).toBeGreaterThanOrEqual(growth - 1e-9);
        expect(wide.low).toBeLessThanOrEqual(narrow.low + 1e-9);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high - 1e-9);
      }),
    ));
});

describe("equalMeans(groups)", () => {
  const group = (counts: readonly number[]) => ({
    values: Float64Array.of(0, 1, 2),
    counts: Float64Array.from(counts),
  });

  it("is Welch's test with a normal in place of t for two groups", () => {
    // Means 1 and 1.2, variances 20/99 and 36/99 of 100 each: z = 0.2/√(0.0056566), by hand.
    const p = equalMeans([group([10, 80, 10]), group([10, 60, 30])]);
    expect(p).toBeCloseTo(0.0079, 3);
  });

  it("rejects equal means in about 5 % of draws", () => {
    const uniform = random(9, "equal means");
    const runs = 2000;
    let rejected = 0;
    for (let run = 0; run < runs; run++) {
      const drawn = [600, 200, 80].map((n) => {
        const into = new Float64Array(3);
        drawMultinomial(uniform, n, [0.15, 0.7, 0.15], into);
        return { values: Float64Array.of(0, 1, 2), counts: into };
      });
      if (equalMeans(drawn) < 0.05) rejected++;
    }
    // 5 % and three standard errors of 0.49 points.
    expect(rejected / runs).toBeGreaterThan(0.035);
    expect(rejected / runs).toBeLessThan(0.065);
  });

  it("is 1 where fewer than two groups have a spread", () => {
    expect(equalMeans([group([0, 10, 0]), group([5, 5, 5])])).toBe(1);
  });
});

describe("notBelowZero(evidence, p)", () => {
  const evidence = { interval: "bca", basis: tabulate(100, (z) => 1 + z / 10) };

  it("leaves limits above 0 where the test of 0 rejects at their level, and puts them to 0 below", () => {
    const found = notBelowZero(evidence, 0.02);
    expect(boundsOf(found, 0.2)).toEqual(boundsOf(evidence, 0.2));
    expect(boundsOf(found, 0.01).low).toBe(0);
    expect(boundsOf(found, 0.01).high).toBe(boundsOf(evidence, 0.01).high);
    expect(boundsOf(notBelowZero(evidence, 0), 0.01)).toEqual(boundsOf(evidence, 0.01));
  });

  it("never has a lower limit above 0 at a level at which the test does not reject", () =>
    fc.assert(
      fc.property(
        fc.double({ min: 0.0005, max: 0.5, noNaN: true }),
        fc.double({ min: 0.0005, max: 0.4, noNaN: true }),
        (p, level) => {
          // 1e-9: 0 between two limits is read off a straight line. Levels above 0.44 are too near the value itself.
          if (level < p) expect(boundsOf(notBelowZero(evidence, p), 2 * level).low).toBeLessThan(1e-9);
        },
      ),
    ));
});
