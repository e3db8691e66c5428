import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bounds } from "../../src/core/estimate.js";
import { agrestiCaffo } from "../../src/stats/agresti-caffo.js";
import { barnard } from "../../src/stats/barnard.js";
import { binomialProbability } from "../../src/stats/binomial-distribution.js";
import { boschloo } from "../../src/stats/boschloo.js";
import { chiSquaredTest } from "../../src/stats/chi-squared-test.js";
import { cohensH } from "../../src/stats/cohens-h.js";
import { fisherExact } from "../../src/stats/fisher-exact.js";
import { katz } from "../../src/stats/katz.js";
import { katzAdjusted } from "../../src/stats/katz-adjusted.js";
import { koopman } from "../../src/stats/koopman.js";
import { mee } from "../../src/stats/mee.js";
import { miettinenNurminenDifference, miettinenNurminenRatio } from "../../src/stats/miettinen-nurminen.js";
import { newcombe } from "../../src/stats/newcombe.js";
import { twoSidedCritical } from "../../src/stats/normal-quantile.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { oddsRatio, oddsRatioWoolf } from "../../src/stats/odds-ratio.js";
import { oddsRatioAdjusted, oddsRatioSmoothed } from "../../src/stats/odds-ratio-adjusted.js";
import { oddsRatioConditional } from "../../src/stats/odds-ratio-conditional.js";
import { oddsRatioScore } from "../../src/stats/odds-ratio-score.js";
import type { Proportion } from "../../src/stats/proportion.js";
import { scoreDifference } from "../../src/stats/score-difference.js";
import { scoreTestDifference } from "../../src/stats/score-test.js";
import { tost } from "../../src/stats/tost.js";
import { waldDifference } from "../../src/stats/wald-difference.js";
import { zTestPooled, zTestWald } from "../../src/stats/z-test.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, expectRelative, type Json, oracle, rootFound } from "./oracle.js";

interface Case {
  readonly a: Proportion;
  readonly b: Proportion;
  readonly alpha: number;
  readonly expected: Json;
  readonly name: string;
}

const cases = (): Case[] =>
  oracle("c_two_proportions").expected.map((expected: Json) => ({
    a: { successes: expected.x1, trials: expected.n1 },
    b: { successes: expected.x2, trials: expected.n2 },
    alpha: expected.alpha,
    expected,
    name: `${expected.x1}/${expected.n1} against ${expected.x2}/${expected.n2}`,
  }));

/** The reference gives an interval, and not a message why it could not. */
const isInterval = (reference: Json): boolean => Array.isArray(reference);

withFixtures("differences of two proportions", () => {
  const methods: [string, (a: Proportion, b: Proportion, alpha: number) => Bounds, number][] = [
    ["diff_ci_wald", waldDifference, closedForm],
    ["diff_ci_agresti-caffo", agrestiCaffo, closedForm],
    ["diff_ci_newcombe", newcombe, closedForm],
    ["diff_ci_miettinen_nurminen", miettinenNurminenDifference, rootFound],
  ];
  it.each(methods)("%s", (key, interval, tolerance) => {
    for (const { a, b, alpha, expected, name } of cases()) {
      expectInterval(interval(a, b, alpha), expected[key], tolerance, name);
    }
  });
  it("Newcombe's own example 56/70 against 48/80", () => {
    // Table II of his article, method 10, to the four digits printed there.
    const { low, high } = newcombe({ successes: 56, trials: 70 }, { successes: 48, trials: 80 }, 0.05);
    expect([low, high].map((limit) => limit!.toFixed(4))).toEqual(["0.0524", "0.3339"]);
  });
  it("the score at a supposed difference, as in the equivalence test", () => {
    for (const { a, b, expected, name } of cases()) {
      const reference = expected["tost_diff_margin_0.1"].score_miettinen_nurminen;
      const at = (difference: number) => scoreDifference(a.successes, a.trials, b.successes, b.trials, difference).z;
      expectClose(at(-0.1), reference.z_lower, rootFound, `${name}, z at -0.1`);
      expectClose(at(0.1), reference.z_upper, rootFound, `${name}, z at 0.1`);
      expectClose(Math.max(normalUpper(at(-0.1)), normalUpper(-at(0.1))), reference.p, rootFound, `${name}, p`);
    }
  });
  it("Cohen's h", () => {
    for (const { a, b, expected, name } of cases()) {
      expectClose(cohensH(a.successes / a.trials, b.successes / b.trials), expected.cohens_h, closedForm, name);
    }
  });
});

withFixtures("ratios of two proportions", () => {
  it("Katz where both groups have successes; else no finite limits, and never a half added", () => {
    for (const { a, b, alpha, expected, name } of cases()) {
      const interval = katz(a, b, alpha);
      if (a.successes > 0 && b.successes > 0) {
        expectInterval(interval, expected.ratio_ci_log, closedForm, name);
        expectInterval(interval, expected.scipy_relative_risk.katz_log_ci, closedForm, `${name}, scipy`);
      } else expect(interval, name).toEqual({ low: 0, high: null });
    }
  });
  it("Miettinen–Nurminen", () => {
    for (const { a, b, alpha, expected, name } of cases()) {
      expectInterval(miettinenNurminenRatio(a, b, alpha), expected.ratio_ci_miettinen_nurminen, rootFound, name);
    }
  });
});

withFixtures("odds ratios", () => {
  it("Woolf where no cell is empty; else no finite limits", () => {
    for (const { a, b, alpha, expected, name } of cases()) {
      const interval = oddsRatioWoolf(a, b, alpha);
      const { statistic, ci_woolf } = expected.scipy_odds_ratio_sample;
      if (isInterval(expected.odds_ratio_ci_logit) && expected.odds_ratio_ci_logit.every(Number.isFinite)) {
        expectInterval(interval, ci_woolf, closedForm, name);
        expectClose(oddsRatio(a, b), statistic, closedForm, `${name}, value`);
      } else expect(interval, name).toEqual({ low: 0, high: null });
    }
  });
  it("conditional maximum likelihood and exact limits", () => {
    for (const { a, b, alpha, expected, name } of cases()) {
      const { statistic, ci_exact } = expected.scipy_odds_ratio_conditional;
      const { value, low, high } = oddsRatioConditional(a, b, alpha);
      if (Number.isNaN(statistic)) {
        expect({ value, low, high }, name).toEqual({ value: null, low: 0, high: null });
        continue;
      }
      // SciPy stops its search at a relative 1e-12 of the parameter; large odds ratios are flat, which 1e-6 covers.
      if (value === Number.POSITIVE_INFINITY) expect(statistic, name).toBe(value);
      else expectClose(value, statistic, rootFound, `${name}, value`);
      expectInterval({ low, high }, ci_exact, rootFound, name);
    }
  });
});

withFixtures("tests of two proportions", () => {
  it("Fisher's exact test in three directions", () => {
    for (const { a, b, expected, name } of cases()) {
      const { less, greater, twoSided } = fisherExact(a, b);
      // Sums of up to a few thousand terms, each exact to 1e-13; SciPy's own cumulative sums are the coarser side.
      expectRelative(less, expected.fisher_less, rootFound, `${name}, less`);
      expectRelative(greater, expected.fisher_greater, rootFound, `${name}, greater`);
      expectRelative(twoSided, expected["fisher_two-sided"], rootFound, `${name}, two-sided`);
    }
  });
  it("chi-squared with and without Yates; null where an outcome never occurs, where the reference raises", () => {
    for (const { a, b, expected, name } of cases()) {
      const table = [a, b].map(({ successes, trials }) => [successes, trials - successes]);
      for (const [key, yates] of [
        ["chi2_yates", true],
        ["chi2_no_correction", false],
      ] as const) {
        const result = chiSquaredTest(table, { yates });
        if (expected[key].error !== undefined) expect(result, name).toBeNull();
        else {
          expectClose(result!.statistic, expected[key].chi2, closedForm, `${name}, ${key}`);
          expectClose(result!.p, expected[key].p, closedForm, `${name}, ${key}, p`);
          expect(result!.degreesOfFreedom).toBe(expected[key].dof);
        }
      }
    }
  });
});

const sized = (most: number) =>
  fc
    .tuple(fc.integer({ min: 1, max: most }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([trials, share]) => ({ successes: Math.round(share * trials), trials }));

describe("two-proportion intervals", () => {
  const proportion = sized(60);

  it("swapping the groups flips the sign of a difference and inverts a ratio", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        for (const interval of [newcombe, agrestiCaffo, waldDifference, mee]) {
          const [there, back] = [interval(a, b, 0.1), interval(b, a, 0.1)];
          expect(there.low! + back.high!).toBeCloseTo(0, 12);
        }
        const adjusted = [katzAdjusted, oddsRatioAdjusted, oddsRatioSmoothed];
        for (const interval of [katz, koopman, oddsRatioWoolf, oddsRatioConditional, oddsRatioScore, ...adjusted]) {
          const [there, back] = [interval(a, b, 0.1), interval(b, a, 0.1)];
          // Exact limits are roots of tails of size 0.05, found to about 1e-13.
          if (back.high === null) expect(there.low).toBe(0);
          else expectRelative(there.low! * back.high, 1, 1e-9, "product of opposite limits");
        }
      }),
    ));
  it("the conditional odds ratio has its tails at alpha/2: its limits and Fisher's one-sided p agree on what to reject", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const { low } = oddsRatioConditional(a, b, 0.1);
        const { greater } = fisherExact(a, b);
        if (Math.abs(greater - 0.05) > 1e-9) expect(low! > 1).toBe(greater < 0.05);
      }),
    ));
  it("score limits are where the score is the critical value, and hold the estimate", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const size = a.trials + b.trials;
        const critical = twoSidedCritical(0.1);
        const { low, high } = mee(a, b, 0.1);
        const estimate = a.successes / a.trials - b.successes / b.trials;
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        const { z } = scoreDifference(a.successes, a.trials, b.successes, b.trials, low!);
        if (low! > -1) expectClose(z * Math.sqrt(size / (size - 1)), critical, rootFound, "z at the lower limit");
        const odds = oddsRatioScore(a, b, 0.1);
        const ratio = oddsRatio(a, b);
        fc.pre(ratio !== null);
        expect(odds.low).toBeLessThanOrEqual(ratio!);
        expect(odds.high ?? Number.POSITIVE_INFINITY).toBeGreaterThanOrEqual(ratio!);
      }),
    ));
  it("the score interval of the odds ratio leaves out 1 exactly where the score test of no difference rejects", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const { low, high } = oddsRatioScore(a, b, 0.1);
        const { twoSided } = scoreTestDifference(a, b)!;
        fc.pre(Math.abs(twoSided - 0.1) > 1e-6);
        expect(low! > 1 || (high !== null && high < 1)).toBe(twoSided < 0.1);
      }),
    ));
  it("an empty group has no bounds", () => {
    const [empty, some] = [
      { successes: 0, trials: 0 },
      { successes: 1, trials: 4 },
    ];
    const plain = [newcombe, agrestiCaffo, waldDifference, mee, miettinenNurminenDifference, katz, oddsRatioWoolf];
    const more = [miettinenNurminenRatio, koopman, katzAdjusted, oddsRatioAdjusted, oddsRatioSmoothed, oddsRatioScore];
    for (const interval of [...plain, ...more]) {
      expect(interval(empty, some, 0.05)).toEqual({ low: null, high: null });
    }
  });
});

describe("tests of two proportions", () => {
  const proportion = sized(40);
  it("swapping the groups swaps the sides", () =>
    fc.assert(
      fc.property(sized(12), sized(12), (a, b) => {
        for (const test of [zTestPooled, zTestWald, scoreTestDifference, barnard, boschloo]) {
          const [there, back] = [test(a, b), test(b, a)];
          expect(there === null).toBe(back === null);
          if (there === null || back === null) continue;
          expectClose(there.less, back.greater, closedForm, "side");
          expectClose(there.twoSided, back.twoSided, closedForm, "both sides");
        }
      }),
      { numRuns: 50 },
    ));
  it("the square of the pooled z is Pearson's chi-squared", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const table = [a, b].map(({ successes, trials }) => [successes, trials - successes]);
        const [z, chi] = [zTestPooled(a, b), chiSquaredTest(table)];
        expect(z === null).toBe(chi === null);
        if (z !== null) expectClose(z.z ** 2, chi!.statistic, closedForm, "square");
      }),
    ));
  it("an equivalence test passes at alpha exactly where the interval at 1 − 2·alpha lies within the margin", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const { p } = tost((at) => scoreTestDifference(a, b, at), -0.3, 0.3)!;
        fc.pre(Math.abs(p - 0.05) > 1e-6);
        const { low, high } = miettinenNurminenDifference(a, b, 0.1);
        expect(low! > -0.3 && high! < 0.3).toBe(p < 0.05);
      }),
    ));
});

describe("unconditional exact tests", () => {
  /** The largest probability over 2,001 common rates of the tables chosen, by brute force. */
  function worst({ trials: n }: Proportion, { trials: m }: Proportion, isExtreme: (x: number, y: number) => boolean) {
    let most = 0;
    for (let step = 0; step <= 2000; step++) {
      let sum = 0;
      for (let x = 0; x <= n; x++) {
        for (let y = 0; y <= m; y++) {
          if (isExtreme(x, y)) sum += binomialProbability(x, n, step / 2000) * binomialProbability(y, m, step / 2000);
        }
      }
      most = Math.max(most, sum);
    }
    return most;
  }
  /** Square of the pooled z as a fraction of whole numbers, with its sign. */
  const fraction = (x: number, n: number, y: number, m: number): readonly [number, number] => {
    const difference = x * m - y * n;
    return difference === 0 ? [0, 1] : [Math.sign(difference) * difference ** 2, (x + y) * (n + m - x - y)];
  };
  it("barnard is the largest probability of a pooled z at least as far out", () =>
    fc.assert(
      fc.property(sized(7), sized(7), (a, b) => {
        const own = fraction(a.successes, a.trials, b.successes, b.trials);
        const compared = (x: number, y: number): number => {
          const [top, bottom] = fraction(x, a.trials, y, b.trials);
          return top * own[1] - own[0] * bottom;
        };
        const size = (x: number, y: number): number => {
          const [top, bottom] = fraction(x, a.trials, y, b.trials);
          return Math.abs(top) * own[1] - Math.abs(own[0]) * bottom;
        };
        const p = barnard(a, b)!;
        for (const [actual, isExtreme] of [
          [p.less, (x: number, y: number) => compared(x, y) <= 0],
          [p.greater, (x: number, y: number) => compared(x, y) >= 0],
          [p.twoSided, (x: number, y: number) => size(x, y) >= 0],
        ] as const) {
          const seen = worst(a, b, isExtreme);
          expect(actual).toBeGreaterThanOrEqual(seen - 1e-12);
          // Between two of the 2,001 rates a sum of fewer than 15 trials can rise by 15²/8 · 2000⁻² of itself.
          expect(actual).toBeLessThanOrEqual(seen * (1 + 1e-5) + 1e-12);
        }
      }),
      { numRuns: 25 },
    ));
  it("barnard counts tables just as extreme: 9 of 10 against 3 of 10", () => {
    // 7 of 10 against 1 of 10 has the same z; SciPy 1.17.1 loses it to rounding and has 0.00693.
    const p = barnard({ successes: 9, trials: 10 }, { successes: 3, trials: 10 })!;
    expect(p.twoSided).toBeCloseTo(0.0079556, 7);
  });
  it("boschloo is never above Fisher's one-sided p, and is Fisher's region at its worst rate", () =>
    fc.assert(
      fc.property(sized(7), sized(7), (a, b) => {
        const [p, fisher] = [boschloo(a, b)!, fisherExact(a, b)];
        expect(p.less).toBeLessThanOrEqual(fisher.less * (1 + 1e-8));
        expect(p.greater).toBeLessThanOrEqual(fisher.greater * (1 + 1e-8));
        const seen = worst(a, b, (x, y) => {
          const other = fisherExact({ ...a, successes: x }, { ...b, successes: y });
          return other.less <= fisher.less * (1 + 1e-9);
        });
        expect(p.less).toBeGreaterThanOrEqual(seen - 1e-12);
        expect(p.less).toBeLessThanOrEqual(seen * (1 + 1e-5) + 1e-12);
      }),
      { numRuns: 25 },
    ));
  it("refuse groups for which they would take hours", () => {
    const large = { successes: 10, trials: 1e9 };
    expect(() => barnard(large, large)).toThrow(RangeError);
    expect(() => boschloo(large, { successes: 1, trials: 1e7 })).toThrow(RangeError);
  });
});
