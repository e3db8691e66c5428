import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { breslowDay } from "../../src/stats/breslow-day.js";
import { cochranMantelHaenszel } from "../../src/stats/cochran-mantel-haenszel.js";
import { mantelHaenszelDifference, mantelHaenszelWeights } from "../../src/stats/mantel-haenszel-difference.js";
import { mantelHaenszelOddsRatio } from "../../src/stats/mantel-haenszel-odds-ratio.js";
import { mantelHaenszelRiskRatio } from "../../src/stats/mantel-haenszel-risk-ratio.js";
import { mcnemarChiSquared, mcnemarExact } from "../../src/stats/mcnemar.js";
import { newcombe } from "../../src/stats/newcombe.js";
import type { GroupPair } from "../../src/stats/proportion.js";
import { stratifiedNewcombe } from "../../src/stats/stratified-newcombe.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, expectRelative, type Json, oracle } from "./oracle.js";

const strataOf = (tables: readonly [readonly [number, number], readonly [number, number]][]): GroupPair[] =>
  tables.map(([[a, b], [c, d]]) => ({ a: { successes: a, trials: a + b }, b: { successes: c, trials: c + d } }));

withFixtures("McNemar against statsmodels", () => {
  it("exact, and chi-squared with and without correction", () => {
    for (const { table, exact, chi2, chi2_corrected } of oracle("c_paired_stratified").expected.mcnemar as Json[]) {
      const [b, c] = [table[0][1], table[1][0]];
      expectClose(mcnemarExact(b, c), exact.p, closedForm, `${b} and ${c}, exact`);
      if (b + c === 0) {
        // Nothing is discordant: no evidence, which statsmodels calls NaN or, corrected, infinite evidence.
        expect(mcnemarChiSquared(b, c)).toBeNull();
        expect(mcnemarChiSquared(b, c, { corrected: true })).toBeNull();
        continue;
      }
      for (const [reference, corrected] of [
        [chi2, false],
        [chi2_corrected, true],
      ] as const) {
        const result = mcnemarChiSquared(b, c, { corrected })!;
        if (b === c) {
          // The correction stops at 0, as in R; statsmodels lets (|b − c| − 1)² grow again to 1.
          expect(result).toMatchObject({ statistic: 0, p: 1 });
          continue;
        }
        expectClose(result.statistic, reference.statistic, closedForm, `${b} and ${c}, corrected ${corrected}`);
        expectRelative(result.p, reference.p, closedForm, `${b} and ${c}, p, corrected ${corrected}`);
      }
    }
  });
});

withFixtures("strata against statsmodels", () => {
  const cases = (): Json[] => oracle("c_paired_stratified").expected.stratified;
  it("Cochran–Mantel–Haenszel with and without correction", () => {
    for (const { name, tables, cmh, cmh_corrected } of cases()) {
      const strata = strataOf(tables);
      for (const [reference, corrected] of [
        [cmh, false],
        [cmh_corrected, true],
      ] as const) {
        const result = cochranMantelHaenszel(strata, { corrected })!;
        expectClose(result.statistic, reference.statistic, closedForm, `${name}, corrected ${corrected}`);
        // statsmodels prints 1 − cdf, which is 0 where the tail is 1e-51.
        expectClose(result.p, reference.p, closedForm, `${name}, p`);
      }
    }
  });
  it("Breslow–Day with and without Tarone's term", () => {
    for (const { name, tables, breslow_day, breslow_day_tarone } of cases()) {
      for (const [reference, tarone] of [
        [breslow_day, false],
        [breslow_day_tarone, true],
      ] as const) {
        const result = breslowDay(strataOf(tables), { tarone })!;
        expectClose(result.statistic, reference.statistic, closedForm, `${name}, Tarone ${tarone}`);
        expectClose(result.p, reference.p, closedForm, `${name}, p, Tarone ${tarone}`);
      }
    }
  });
  it("Mantel–Haenszel odds ratio with the Robins–Breslow–Greenland interval, and risk ratio", () => {
    for (const { name, tables, mh_odds_ratio, mh_odds_ratio_ci95_rbg, mh_risk_ratio } of cases()) {
      const pooled = mantelHaenszelOddsRatio(strataOf(tables), 0.05);
      expectClose(pooled.value, mh_odds_ratio, closedForm, `${name}, odds ratio`);
      expectInterval(pooled, mh_odds_ratio_ci95_rbg, closedForm, `${name}, interval`);
      expectClose(mantelHaenszelRiskRatio(strataOf(tables), 0.05).value, mh_risk_ratio, closedForm, `${name}, ratio`);
    }
  });
});

describe("stratifiedNewcombe", () => {
  it("the example in the manual of the R package cicalc 0.1", () => {
    // ci_prop_diff_nc_strata(weights_method = "cmh") on set.seed(1), counted by stratum; printed with three and four digits.
    const strata: GroupPair[] = [
      { a: { successes: 5, trials: 6 }, b: { successes: 3, trials: 6 } },
      { a: { successes: 8, trials: 17 }, b: { successes: 4, trials: 11 } },
      { a: { successes: 3, trials: 7 }, b: { successes: 4, trials: 6 } },
      { a: { successes: 1, trials: 6 }, b: { successes: 4, trials: 8 } },
      { a: { successes: 4, trials: 9 }, b: { successes: 5, trials: 10 } },
      { a: { successes: 4, trials: 8 }, b: { successes: 4, trials: 6 } },
    ].map(({ a, b }) => ({ a: b, b: a }));
    const weights = mantelHaenszelWeights(strata)!;
    expect(weights.map((weight) => weight.toFixed(3))).toEqual(["0.122", "0.273", "0.132", "0.140", "0.193", "0.140"]);
    const { value, low, high } = stratifiedNewcombe(strata, 0.05);
    expect([value!.toFixed(3), low!.toFixed(4), high!.toFixed(4)]).toEqual(["0.042", "-0.1508", "0.2314"]);
  });
  const pair = fc
    .tuple(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 40 }), fc.nat(100), fc.nat(100))
    .map(([n, m, x, y]) => ({ a: { successes: x % (n + 1), trials: n }, b: { successes: y % (m + 1), trials: m } }));
  it("is Newcombe's method 10 for one stratum", () =>
    fc.assert(
      fc.property(pair, (stratum) => {
        const { low, high } = newcombe(stratum.a, stratum.b, 0.1);
        expectInterval(stratifiedNewcombe([stratum], 0.1), [low!, high!], 1e-12, "one stratum");
      }),
    ));
  it("contains its estimate, which is the Mantel–Haenszel difference, and ignores a stratum without one of the groups", () =>
    fc.assert(
      fc.property(fc.array(pair, { minLength: 1, maxLength: 5 }), (strata) => {
        const { value, low, high } = stratifiedNewcombe(strata, 0.05);
        expect(low! <= value! && value! <= high!).toBe(true);
        expectClose(mantelHaenszelDifference(strata, 0.05).value, value, 1e-12, "difference");
        const alone = { a: { successes: 1, trials: 9 }, b: { successes: 0, trials: 0 } };
        expect(stratifiedNewcombe([...strata, alone], 0.05)).toEqual({ value, low, high });
      }),
    ));
});

describe("strata that cannot tell", () => {
  const never = { a: { successes: 0, trials: 5 }, b: { successes: 0, trials: 7 } };
  const alone = { a: { successes: 2, trials: 5 }, b: { successes: 0, trials: 0 } };
  it("give null, and change nothing beside others", () => {
    expect(cochranMantelHaenszel([never, alone])).toBeNull();
    expect(breslowDay([never, alone])).toBeNull();
    expect(mantelHaenszelOddsRatio([never], 0.05)).toEqual({ value: null, low: 0, high: null, logStandardError: null });
    expect(mantelHaenszelDifference([alone], 0.05)).toEqual({ value: null, low: null, high: null });
    const strata = strataOf([
      [
        [12, 8],
        [7, 15],
      ],
      [
        [4, 1],
        [2, 2],
      ],
    ]);
    expect(cochranMantelHaenszel([...strata, never, alone])).toEqual(cochranMantelHaenszel(strata));
    expect(breslowDay([...strata, never])).toEqual(breslowDay(strata));
  });
  it("mantelHaenszelRiskRatio has the Greenland–Robins interval of its variance formula", () => {
    // Worked by hand for one stratum 12/20 against 7/22, where it is Katz's: ln-variance 1/12 − 1/20 + 1/7 − 1/22.
    const one = { a: { successes: 12, trials: 20 }, b: { successes: 7, trials: 22 } };
    const { logStandardError } = mantelHaenszelRiskRatio([one], 0.05);
    expect(logStandardError! ** 2).toBeCloseTo(1 / 12 - 1 / 20 + 1 / 7 - 1 / 22, 14);
  });
});
