import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Bounds } from "../../src/core/estimate.js";
import { agrestiCaffo } from "../../src/stats/agresti-caffo.js";
import { chiSquaredTest } from "../../src/stats/chi-squared-test.js";
import { cohensH } from "../../src/stats/cohens-h.js";
import { fisherExact } from "../../src/stats/fisher-exact.js";
import { katz } from "../../src/stats/katz.js";
import { miettinenNurminenDifference, miettinenNurminenRatio } from "../../src/stats/miettinen-nurminen.js";
import { newcombe } from "../../src/stats/newcombe.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { oddsRatio, oddsRatioWoolf } from "../../src/stats/odds-ratio.js";
import { oddsRatioConditional } from "../../src/stats/odds-ratio-conditional.js";
import type { Proportion } from "../../src/stats/proportion.js";
import { scoreDifference } from "../../src/stats/score-difference.js";
import { waldDifference } from "../../src/stats/wald-difference.js";
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

describe("two-proportion intervals", () => {
  const proportion = fc
    .tuple(fc.integer({ min: 1, max: 60 }), fc.double({ min: 0, max: 1, noNaN: true }))
    .map(([trials, share]) => ({ successes: Math.round(share * trials), trials }));

  it("swapping the groups flips the sign of a difference and inverts a ratio", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        for (const interval of [newcombe, agrestiCaffo, waldDifference]) {
          const [there, back] = [interval(a, b, 0.1), interval(b, a, 0.1)];
          expect(there.low! + back.high!).toBeCloseTo(0, 12);
        }
        for (const interval of [katz, oddsRatioWoolf, oddsRatioConditional]) {
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
  it("an empty group has no bounds", () => {
    const [empty, some] = [
      { successes: 0, trials: 0 },
      { successes: 1, trials: 4 },
    ];
    for (const interval of [newcombe, agrestiCaffo, waldDifference, katz, oddsRatioWoolf, miettinenNurminenRatio]) {
      expect(interval(empty, some, 0.05)).toEqual({ low: null, high: null });
    }
  });
});
