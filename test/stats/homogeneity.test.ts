import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fisherExact } from "../../src/stats/fisher-exact.js";
import { homogeneity } from "../../src/stats/homogeneity.js";
import { permutationProportions } from "../../src/stats/permutation-proportions.js";
import type { Proportion } from "../../src/stats/proportion.js";

const group = (successes: number, trials: number): Proportion => ({ successes, trials });

describe("homogeneity", () => {
  it("is Pearson's test while every expected cell holds at least 5", () => {
    // With 2 degrees of freedom the chi-squared tail is exp(−χ²/2).
    const result = homogeneity([group(30, 100), group(45, 100), group(12, 30)])!;
    expect(result.method).toBe("chi_squared");
    expect(result.degreesOfFreedom).toBe(2);
    expect(result.p).toBeCloseTo(Math.exp(-result.statistic / 2), 12);
  });
  it("is exact below, and for two groups the permutation test of their difference", () =>
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 9 }),
        fc.nat(99),
        fc.nat(99),
        (n, m, x, y) => {
          const [a, b] = [group(x % (n + 1), n), group(y % (m + 1), m)];
          const result = homogeneity([a, b]);
          if (result === null) return;
          if (result.method === "exact") expect(result.p).toBeCloseTo(permutationProportions(a, b).twoSided, 10);
        },
      ),
    ));
  it("by hand: all tables of three small groups", () => {
    // 0/4, 3/4, 4/4: 12 rows, 7 successes; C(12, 7) = 792 equally likely deals. Σ x²/n as extreme only for the six orders of
    // (0, 3, 4), each with 1·4·1 deals: 24/792.
    expect(homogeneity([group(0, 4), group(3, 4), group(4, 4)])).toMatchObject({ method: "exact" });
    expect(homogeneity([group(0, 4), group(3, 4), group(4, 4)])!.p).toBeCloseTo(24 / 792, 12);
  });
  it("draws tables where there are too many, and lands near the chi-squared p", () => {
    const groups = [...Array(8).keys()].map((i) => group(4 + (i % 5), 60)).concat(group(1, 20));
    const result = homogeneity(groups, { seed: 3 })!;
    expect(result.method).toBe("monte_carlo");
    expect(homogeneity(groups, { seed: 3 })).toEqual(result);
    // Smallest expected cell near 2: the chi-squared approximation is right to a few hundredths in the middle of its range.
    const [k, x] = [groups.length - 1, result.statistic];
    const approximate = chiSquaredUpperEven(x, k);
    expect(Math.abs(result.p - approximate)).toBeLessThan(0.05);
  });
  it("leaves out empty groups and is null where nothing varies", () => {
    const two = [group(1, 6), group(4, 5)];
    expect(homogeneity([...two, group(0, 0)])).toEqual(homogeneity(two));
    expect(homogeneity([group(0, 6), group(0, 5)])).toBeNull();
    expect(homogeneity([group(2, 6)])).toBeNull();
    expect(fisherExact(group(0, 6), group(0, 5)).twoSided).toBe(1);
  });
});

/** P(X > x) of chi-squared with an even number of degrees of freedom, as a Poisson sum. */
function chiSquaredUpperEven(x: number, df: number): number {
  let [term, sum] = [Math.exp(-x / 2), 0];
  for (let i = 0; i < df / 2; i++) {
    sum += term;
    term *= x / 2 / (i + 1);
  }
  return sum;
}
