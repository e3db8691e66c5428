import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { brunnerMunzel } from "../../src/stats/brunner-munzel.js";
import { countValues, sizeOf } from "../../src/stats/counted-values.js";
import { energyDistance } from "../../src/stats/energy-distance.js";
import { kolmogorovUpper, kolmogorovUpperOf } from "../../src/stats/kolmogorov-distribution.js";
import { kolmogorovSmirnov } from "../../src/stats/kolmogorov-smirnov.js";
import { kruskalWallis } from "../../src/stats/kruskal-wallis.js";
import { mannWhitney } from "../../src/stats/mann-whitney.js";
import { momentsOf } from "../../src/stats/moments.js";
import { wasserstein } from "../../src/stats/wasserstein.js";
import { welch } from "../../src/stats/welch.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, expectRelative, type Json, oracle, rootFound } from "./oracle.js";

const directions = [
  ["two-sided", "twoSided"],
  ["less", "less"],
  ["greater", "greater"],
] as const;

withFixtures("two samples against scipy", () => {
  const cases = (): Json[] =>
    oracle("c_two_samples").expected.cases.map((reference: Json) => ({
      ...reference,
      x: countValues(reference.x),
      y: countValues(reference.y),
    }));

  it("Mann–Whitney, asymptotic with ties, with and without continuity correction", () => {
    for (const reference of cases()) {
      const corrected = mannWhitney(reference.x, reference.y, { method: "asymptotic" })!;
      const plain = mannWhitney(reference.x, reference.y, { method: "asymptotic", continuity: false })!;
      for (const [name, key] of directions) {
        const expected = reference[`mannwhitney_asymptotic_${name}`];
        expect(corrected.u).toBe(expected.U);
        expectClose(corrected[key], expected.p_continuity, closedForm, `${reference.name}, ${name}`);
        expectClose(plain[key], expected.p_no_continuity, closedForm, `${reference.name}, ${name}, no correction`);
      }
    }
  });
  it("Mann–Whitney, exact where there are no ties", () => {
    for (const reference of cases()) {
      for (const [name, key] of directions) {
        const expected = reference[`mannwhitney_exact_${name}`];
        if (expected === undefined) continue;
        const exact = mannWhitney(reference.x, reference.y, { method: "exact" })!;
        expectClose(exact[key], expected, closedForm, `${reference.name}, ${name}`);
      }
    }
  });
  it("Kolmogorov–Smirnov, exact as if there were no ties, which is how SciPy counts", () => {
    for (const reference of cases()) {
      const exact = kolmogorovSmirnov(reference.x, reference.y, { method: "exact", ties: "ignored" })!;
      const statistics = { twoSided: exact.statistic, less: exact.below, greater: exact.above };
      for (const [name, key] of directions) {
        const expected = reference[`ks_${name}`];
        expectClose(statistics[key], expected.D, closedForm, `${reference.name}, ${name}, D`);
        expectClose(exact[key], expected.p_exact, rootFound, `${reference.name}, ${name}`);
      }
      expect(exact.location).toBe(reference["ks_two-sided"].location);
    }
  });
  it("Kolmogorov–Smirnov, asymptotic", () => {
    for (const reference of cases()) {
      const asymptotic = kolmogorovSmirnov(reference.x, reference.y, { method: "asymptotic" })!;
      for (const [name, key] of directions) {
        const expected = reference[`ks_${name}`].p_asymptotic;
        expectClose(asymptotic[key], expected, closedForm, `${reference.name}, ${name}`);
      }
    }
  });
  it("Brunner–Munzel and Welch", () => {
    for (const { name, x, y, brunner_munzel_t, welch: expected } of cases()) {
      const ranks = brunnerMunzel(x, y)!;
      expectClose(ranks.statistic, brunner_munzel_t.statistic, closedForm, `${name}, Brunner–Munzel`);
      expectClose(ranks.p, brunner_munzel_t.p, closedForm, `${name}, Brunner–Munzel p`);
      const means = welch(momentsOf(x), momentsOf(y), 0.05)!;
      expectClose(means.t, expected.t, closedForm, `${name}, t`);
      expectClose(means.degreesOfFreedom, expected.df, closedForm, `${name}, df`);
      expectClose(means.p, expected.p, closedForm, `${name}, p`);
      expectInterval(means, expected.ci95_diff, closedForm, `${name}, interval`);
    }
  });
  it("Wasserstein and energy distance", () => {
    for (const { name, x, y, wasserstein: moved, energy_distance } of cases()) {
      expectClose(wasserstein(x, y), moved, closedForm, `${name}, Wasserstein`);
      expectClose(energyDistance(x, y), energy_distance, closedForm, `${name}, energy`);
    }
  });
  it("Kruskal–Wallis of the score by age band", () => {
    const { age_band, score } = oracle("data_binary").data.columns;
    const bands = [...new Set<string>(age_band)];
    const samples = bands.map((band) => countValues((score as number[]).filter((_, i) => age_band[i] === band)));
    const { H, p } = oracle("c_two_samples").expected.kruskal_score_by_age_band;
    const result = kruskalWallis(samples)!;
    expectClose(result.statistic, H, closedForm, "H");
    expectRelative(result.p, p, closedForm, "p");
  });
  it("Kolmogorov's limiting distribution", () => {
    for (const [x, value] of oracle("c_special_functions").expected.kolmogorov_sf as [number, number][]) {
      expectRelative(kolmogorovUpper(x), value, 1e-12, `x = ${x}`);
    }
  });
});

const sample = fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 9 });

describe("two samples", () => {
  it("countValues keeps every observation", () =>
    fc.assert(
      fc.property(sample, (values) => {
        const counted = countValues(values);
        expect(sizeOf(counted)).toBe(values.length);
        const back = Array.from(counted.values).flatMap((value, i) => Array(counted.counts[i]!).fill(value));
        expect(back).toEqual([...values].sort((a, b) => a - b));
      }),
    ));
  it("exact p-values are shares of all ways to split the pooled sample, ties and all", () =>
    fc.assert(
      fc.property(sample, sample, (x, y) => {
        const pooled = [...x, ...y];
        const observed = splits(pooled, x);
        const [u, d] = [
          mannWhitney(countValues(x), countValues(y))!,
          kolmogorovSmirnov(countValues(x), countValues(y))!,
        ];
        const share = (isExtreme: (split: Split) => boolean): number =>
          observed.all.filter(isExtreme).length / observed.all.length;
        const { own } = observed;
        expect(u.less).toBeCloseTo(
          share((split) => split.u <= own.u),
          12,
        );
        expect(u.greater).toBeCloseTo(
          share((split) => split.u >= own.u),
          12,
        );
        expect(d.twoSided).toBeCloseTo(
          share((split) => split.d >= own.d - 1e-12),
          12,
        );
      }),
      { numRuns: 25 },
    ));
  it("kolmogorovUpperOf joins its two forms smoothly", () => {
    // At n = 1,000 the matrix form is exact; the corrected limit used above it was measured to be off by at most 2.0e-5.
    for (const x of [0.6, 0.9, 1.2, 1.6]) {
      const [exact, beyond] = [1000, 1001].map((n) => kolmogorovUpperOf(n, x / Math.sqrt(n))) as [number, number];
      expect(Math.abs(exact - beyond)).toBeLessThan(3e-5);
    }
  });
  it("says null where it cannot tell", () => {
    const [none, one, two] = [[], [1], [1, 1]].map(countValues) as [never, never, never];
    expect(mannWhitney(none, one)).toBeNull();
    expect(kolmogorovSmirnov(one, none)).toBeNull();
    expect(wasserstein(none, one)).toBeNull();
    expect(energyDistance(none, one)).toBeNull();
    expect(brunnerMunzel(two, one)).toBeNull();
    expect(kruskalWallis([two, one])).toBeNull();
    expect(welch(momentsOf(two), momentsOf(two), 0.05)).toBeNull();
  });
  it("mannWhitney of equal values only is no evidence", () => {
    const same = countValues([3, 3, 3]);
    expect(mannWhitney(same, same, { method: "asymptotic" })).toMatchObject({ probability: 0.5, twoSided: 1 });
    expect(mannWhitney(same, same)).toMatchObject({ probability: 0.5, twoSided: 1 });
  });
});

interface Split {
  readonly u: number;
  readonly d: number;
}

/** Rank statistic and largest distance for every choice of which pooled observations are x's, by brute force. */
function splits(pooled: readonly number[], x: readonly number[]): { own: Split; all: Split[] } {
  const statistics = (a: readonly number[], b: readonly number[]): Split => {
    const u = a.reduce((sum, v) => sum + b.reduce((below, w) => below + (w < v ? 1 : w === v ? 0.5 : 0), 0), 0);
    const upTo = (values: readonly number[], v: number): number => values.filter((w) => w <= v).length / values.length;
    return { u, d: Math.max(...pooled.map((v) => Math.abs(upTo(a, v) - upTo(b, v)))) };
  };
  const all: Split[] = [];
  const choose = (from: number, chosen: number[], rest: number[]): void => {
    if (chosen.length === x.length) {
      all.push(statistics(chosen, [...rest, ...pooled.slice(from)]));
      return;
    }
    if (from === pooled.length) return;
    choose(from + 1, [...chosen, pooled[from]!], rest);
    choose(from + 1, chosen, [...rest, pooled[from]!]);
  };
  choose(0, [], []);
  return { own: statistics(x, pooled.slice(x.length)), all };
}
