import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { constrainedDifference } from "../../src/stats/constrained-difference.js";
import { correctedScore, twoSidedP } from "../../src/stats/corrected-score.js";
import { twoSidedCritical } from "../../src/stats/normal-quantile.js";
import { normalUpper } from "../../src/stats/normal-upper.js";
import { scasDifference } from "../../src/stats/scas-difference.js";
import { scasRatio } from "../../src/stats/scas-ratio.js";
import { type Score, scoreDifference } from "../../src/stats/score-difference.js";
import { constrainedRatio, scoreRatio } from "../../src/stats/score-ratio.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, expectInterval, type Json, oracle, rootFound } from "./oracle.js";

function expectScore(score: Score, expected: Json, what: string): void {
  expectClose(score.z, expected.z, closedForm, `${what}, z`);
  expectClose(score.gamma, expected.gamma, closedForm, `${what}, gamma`);
  const corrected = correctedScore(score);
  expectClose(corrected, expected.z_corrected, closedForm, `${what}, corrected z`);
  expectClose(normalUpper(corrected), expected.p_greater, closedForm, `${what}, p greater`);
  expectClose(normalUpper(-corrected), expected.p_less, closedForm, `${what}, p less`);
  expectClose(twoSidedP(score), expected.p_two_sided, closedForm, `${what}, p two-sided`);
}

withFixtures("against the direct reference g_scas", () => {
  it("scasDifference and scasRatio, with and without the skewness", () => {
    for (const { x1, n1, x2, n2, intervals } of oracle("g_scas").expected as Json[]) {
      for (const [level, expected] of Object.entries<Json>(intervals)) {
        const c = twoSidedCritical(1 - Number(level) / 100);
        const what = `${x1}/${n1} against ${x2}/${n2} at ${level} %`;
        const [difference, plain] = [
          scasDifference(x1, n1, x2, n2, c),
          scasDifference(x1, n1, x2, n2, c, { plain: true }),
        ];
        expectInterval(difference, expected.difference_scas, rootFound, what);
        expectInterval(plain, expected.difference_mn, rootFound, `${what}, plain`);
        expectInterval(scasRatio(x1, n1, x2, n2, c), expected.ratio_scas, rootFound, `${what}, ratio`);
        const plainRatio = scasRatio(x1, n1, x2, n2, c, { plain: true });
        expectInterval(plainRatio, expected.ratio_mn, rootFound, `${what}, plain ratio`);
      }
    }
  });
  it("scores and p-values at supposed differences and ratios", () => {
    for (const { x1, n1, x2, n2, p_difference, p_ratio } of oracle("g_scas").expected as Json[]) {
      for (const [at, expected] of Object.entries(p_difference)) {
        expectScore(
          scoreDifference(x1, n1, x2, n2, Number(at)),
          expected,
          `${x1}/${n1}, ${x2}/${n2}, difference ${at}`,
        );
      }
      for (const [at, expected] of Object.entries(p_ratio)) {
        expectScore(scoreRatio(x1, n1, x2, n2, Number(at)), expected, `${x1}/${n1}, ${x2}/${n2}, ratio ${at}`);
      }
    }
  });
});

withFixtures("against statsmodels' conventions, recomputed directly", () => {
  it("Miettinen–Nurminen for differences and ratios", () => {
    for (const row of oracle("c_two_proportions").expected as Json[]) {
      const { x1, n1, x2, n2, alpha } = row;
      const c = twoSidedCritical(alpha);
      const what = `${x1}/${n1} against ${x2}/${n2}`;
      const options = { plain: true };
      expectInterval(scasDifference(x1, n1, x2, n2, c, options), row.diff_ci_miettinen_nurminen, rootFound, what);
      expectInterval(
        scasRatio(x1, n1, x2, n2, c, options),
        row.ratio_ci_miettinen_nurminen,
        rootFound,
        `${what}, ratio`,
      );
    }
  });
});

const group = fc.integer({ min: 1, max: 3000 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
const critical = fc.double({ min: 1, max: 4, noNaN: true });

describe("constrained maximum likelihood", () => {
  it("keeps the difference, and is the estimate where that has it", () =>
    fc.assert(
      fc.property(group, group, fc.double({ min: -1, max: 1, noNaN: true }), ([x1, n1], [x2, n2], difference) => {
        const [p1, p2] = constrainedDifference(x1, n1, x2, n2, difference);
        // p1 is formed as p2 + difference (or the reverse), and cut to [0, 1].
        expect(p1 - p2).toBeCloseTo(difference, 14);
        expect(Math.min(p1, p2, 1 - p1, 1 - p2)).toBeGreaterThanOrEqual(0);
        const [own1, own2] = constrainedDifference(x1, n1, x2, n2, x1 / n1 - x2 / n2);
        // The likelihood is flat at its top: half the digits may go where a group has no or only successes.
        expect(own1).toBeCloseTo(x1 / n1, 7);
        expect(own2).toBeCloseTo(x2 / n2, 7);
      }),
    ));
  it("keeps the ratio, and is the estimate where that has it", () =>
    fc.assert(
      fc.property(group, group, fc.double({ min: 0.01, max: 100, noNaN: true }), ([x1, n1], [x2, n2], ratio) => {
        const [p1, p2] = constrainedRatio(x1, n1, x2, n2, ratio);
        expect(p1).toBeCloseTo(ratio * p2, 12);
        fc.pre(x1 > 0 && x2 > 0);
        const [own1] = constrainedRatio(x1, n1, x2, n2, ((x1 / n1) * n2) / x2);
        expect(own1).toBeCloseTo(x1 / n1, 7);
      }),
    ));
});

describe("scasDifference", () => {
  it("holds the estimate, within [-1, 1]; swapping the groups flips it", () =>
    fc.assert(
      fc.property(group, group, critical, ([x1, n1], [x2, n2], c) => {
        const { low, high } = scasDifference(x1, n1, x2, n2, c);
        const estimate = x1 / n1 - x2 / n2;
        expect(low).toBeGreaterThanOrEqual(-1);
        expect(low).toBeLessThanOrEqual(estimate);
        expect(high).toBeGreaterThanOrEqual(estimate);
        expect(high).toBeLessThanOrEqual(1);
        expect(scasDifference(x2, n2, x1, n1, c)).toEqual({ low: -high, high: -low });
      }),
    ));
  it("of failures is flipped as well", () =>
    fc.assert(
      fc.property(group, group, critical, ([x1, n1], [x2, n2], c) => {
        const { low, high } = scasDifference(x1, n1, x2, n2, c);
        expectInterval(scasDifference(n1 - x1, n1, n2 - x2, n2, c), [-high, -low], rootFound, "failures");
      }),
    ));
  it("is narrower with ten times the counts", () =>
    fc.assert(
      fc.property(group, group, ([x1, n1], [x2, n2]) => {
        const width = (times: number) => {
          const { low, high } = scasDifference(times * x1, times * n1, times * x2, times * n2, 1.96);
          return high - low;
        };
        expect(width(10)).toBeLessThan(width(1));
      }),
    ));
  it("excludes exactly the differences whose p-value is below alpha", () =>
    fc.assert(
      fc.property(group, group, fc.constantFrom(-0.2, 0, 0.1), ([x1, n1], [x2, n2], difference) => {
        // Where a cell is empty or full, or the sample tiny, the test may have a second root; see outermostCrossing.
        fc.pre(x1 >= 5 && x2 >= 5 && n1 - x1 >= 5 && n2 - x2 >= 5);
        const { low, high } = scasDifference(x1, n1, x2, n2, twoSidedCritical(0.05));
        const p = twoSidedP(scoreDifference(x1, n1, x2, n2, difference));
        fc.pre(Math.abs(p - 0.05) > 1e-6);
        expect(difference > low && difference < high).toBe(p > 0.05);
      }),
    ));
});

describe("scasRatio", () => {
  it("holds the estimate; swapping the groups inverts it", () =>
    fc.assert(
      fc.property(group, group, critical, ([x1, n1], [x2, n2], c) => {
        const { low, high } = scasRatio(x1, n1, x2, n2, c);
        const swapped = scasRatio(x2, n2, x1, n1, c);
        expect(swapped.high).toBe(low > 0 ? 1 / low : null);
        expect(low).toBeGreaterThanOrEqual(0);
        fc.pre(x2 > 0);
        expect(low).toBeLessThanOrEqual((((x1 / n1) * n2) / x2) * (1 + 1e-12));
        expect(high).toBeGreaterThanOrEqual((((x1 / n1) * n2) / x2) * (1 - 1e-12));
      }),
    ));
  it("without successes: 0, infinity, or both", () => {
    expect(scasRatio(0, 30, 40, 1000, 1.96).low).toBe(0);
    expect(scasRatio(3, 30, 0, 1000, 1.96).high).toBeNull();
    expect(scasRatio(0, 30, 0, 1000, 1.96)).toEqual({ low: 0, high: null });
  });
  it("finds the outer root beside an empty cell: 3/30 against 0/1000 and 0/5 against 12/12", () => {
    expect(scasRatio(3, 30, 0, 1000, twoSidedCritical(0.05)).low).toBeCloseTo(24.4, 0);
    expect(scasRatio(0, 5, 12, 12, twoSidedCritical(0.05)).high).toBeCloseTo(0.44, 2);
  });
});
