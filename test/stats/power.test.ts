import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { cohensH } from "../../src/stats/cohens-h.js";
import { cohensHPower } from "../../src/stats/cohens-h-power.js";
import { differencePower, differenceSampleSize } from "../../src/stats/difference-power.js";
import { drawBinomial } from "../../src/stats/draw-binomial.js";
import { minimumDetectableDifference } from "../../src/stats/minimum-detectable-difference.js";
import { tostPowerDifference, tostPowerProportion } from "../../src/stats/tost-power.js";
import { waldDifference } from "../../src/stats/wald-difference.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, type Json, oracle, rootFound } from "./oracle.js";

withFixtures("power against statsmodels", () => {
  const expected = (): Json => oracle("c_power").expected;
  it("differencePower", () => {
    for (const { p1, p2, nobs1, ratio_n2_over_n1, alpha, power } of expected().power_proportions_2indep) {
      const pair = { rateA: p1, nA: nobs1, rateB: p2, nB: nobs1 * ratio_n2_over_n1 };
      expectClose(differencePower(pair, alpha), power, closedForm, JSON.stringify(pair));
    }
  });
  it("cohensHPower", () => {
    for (const { p1, p2, h, nobs1, ratio, power } of expected().normal_ind_power_cohen_h) {
      expectClose(cohensH(p1, p2), h, closedForm, `h of ${p1} and ${p2}`);
      expectClose(cohensHPower(h, nobs1, nobs1 * ratio, 0.05), power, closedForm, `power at ${nobs1}`);
    }
  });
  it("differenceSampleSize: what statsmodels calls alpha of one tail is halved there once more", () => {
    for (const { p1, p2, ratio, alpha_one_tail, power, n1 } of expected().samplesize) {
      const size = differenceSampleSize(p1, p2, { alpha: alpha_one_tail, power, ratio });
      expectClose(size, n1, closedForm, `${p1} against ${p2}, ratio ${ratio}`);
    }
  });
  it("tostPowerProportion with its critical counts", () => {
    for (const { low, upp, nobs, p_alt, power_ztost_prop } of expected().tost_power) {
      const [power, [[criticalLow, criticalHigh]]] = power_ztost_prop;
      const result = tostPowerProportion({ low, high: upp, n: nobs, trueRate: p_alt, alpha: 0.05 });
      expectClose(result.power, power, closedForm, `power at ${nobs}`);
      expectClose(result.criticalLow, criticalLow, closedForm, `low at ${nobs}`);
      expectClose(result.criticalHigh, criticalHigh, closedForm, `high at ${nobs}`);
    }
  });
  it("minimumDetectableDifference", () => {
    for (const { p2_reference, n1, n2, power, alpha, mdd_upward } of expected().minimum_detectable_difference) {
      const found = minimumDetectableDifference(p2_reference, { n: n1, nReference: n2, alpha, power });
      expectClose(found, mdd_upward, rootFound, `${n1} against ${n2}`);
    }
  });
});

describe("power", () => {
  it("differenceSampleSize gives the power it was asked for", () => {
    for (const [a, b, ratio] of [
      [0.3, 0.2, 1],
      [0.1, 0.15, 4],
      [0.9, 0.8, 0.5],
    ] as const) {
      const n = differenceSampleSize(a, b, { alpha: 0.05, power: 0.8, ratio })!;
      // It leaves out rejection in the wrong direction, which at 80 % power is a chance of about 1e-6.
      expect(differencePower({ rateA: a, nA: n, rateB: b, nB: n * ratio }, 0.05)).toBeCloseTo(0.8, 5);
    }
    expect(differenceSampleSize(0.4, 0.4, { alpha: 0.05, power: 0.8 })).toBeNull();
  });
  it("minimumDetectableDifference is null where even the end of the scale is not found, and works downwards", () => {
    expect(minimumDetectableDifference(0.9, { n: 5, nReference: 5, alpha: 0.05, power: 0.8 })).toBeNull();
    const plan = { n: 100, nReference: 400, alpha: 0.05, power: 0.8 };
    const [up, down] = [
      minimumDetectableDifference(0.3, plan),
      minimumDetectableDifference(0.7, plan, { downward: true }),
    ];
    expect(down).toBeCloseTo(up!, 12);
  });
  it("tostPowerDifference is how often the 90 % interval stays inside the margin", () => {
    const pair = { rateA: 0.3, nA: 400, rateB: 0.33, nB: 900 };
    const uniform = random(2, "tost");
    const runs = 4000;
    let inside = 0;
    for (let i = 0; i < runs; i++) {
      const a = { successes: drawBinomial(uniform, pair.nA, pair.rateA), trials: pair.nA };
      const b = { successes: drawBinomial(uniform, pair.nB, pair.rateB), trials: pair.nB };
      const { low, high } = waldDifference(a, b, 0.1);
      if (low! > -0.1 && high! < 0.1) inside++;
    }
    // Three Monte Carlo standard errors, and 0.01 for the normal approximation.
    expect(Math.abs(inside / runs - tostPowerDifference(pair, 0.1, 0.05))).toBeLessThan(
      3 * Math.sqrt(0.25 / runs) + 0.01,
    );
  });
});
