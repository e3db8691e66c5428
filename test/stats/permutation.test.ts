import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import { countValues } from "../../src/stats/counted-values.js";
import { fisherExact } from "../../src/stats/fisher-exact.js";
import { permutationMeans } from "../../src/stats/permutation-means.js";
import { permutationProportions } from "../../src/stats/permutation-proportions.js";
import { signFlip } from "../../src/stats/sign-flip.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, oracle } from "./oracle.js";

const options = { seed: 7, stream: "test" };

withFixtures("permutation tests against scipy", () => {
  it("means of two samples, exact; two-sided by size, where scipy doubles the smaller side", () => {
    const { x, y, less, greater, ...reference } = oracle("c_permutation").expected.independent;
    const result = permutationMeans(countValues(x), countValues(y), options)!;
    expect(result.method).toBe("exact");
    // The number of permutations is kept as a product of rounded binomials and sums to the whole.
    expect(result.permutations).toBe(reference.n_permutations);
    expectClose(result.statistic, reference["two-sided"].statistic, closedForm, "difference");
    expectClose(result.less, less.p, closedForm, "less");
    expectClose(result.greater, greater.p, closedForm, "greater");
    expectClose(result.twoSided, reference.two_sided_abs_definition, closedForm, "two-sided");
    expectClose(2 * Math.min(result.less, result.greater), reference["two-sided"].p, closedForm, "doubled");
  });
  it("a binary outcome, by the hypergeometric distribution and by enumeration", () => {
    const { inputs, exact_permutation_p_abs_diff } = oracle("c_permutation").expected.binary_outcome_hypergeometric;
    const a = { successes: inputs.a_positive, trials: inputs.a_n };
    const b = { successes: inputs.b_positive, trials: inputs.b_n };
    expectClose(permutationProportions(a, b).twoSided, exact_permutation_p_abs_diff, closedForm, "two-sided");
    const rows = ({ successes, trials }: typeof a) =>
      countValues(Array.from({ length: trials }, (_, i) => +(i < successes)));
    expectClose(
      permutationMeans(rows(a), rows(b), options)!.twoSided,
      exact_permutation_p_abs_diff,
      closedForm,
      "rows",
    );
  });
  it("sign flips of paired differences", () => {
    const { differences, p_two_sided, statistic } = oracle("c_permutation").expected.paired_sign_flip;
    const result = signFlip(differences, options)!;
    expect(result).toMatchObject({ method: "exact", permutations: 2 ** differences.length });
    expectClose(result.statistic, statistic, closedForm, "mean");
    expectClose(result.twoSided, p_two_sided, closedForm, "p");
  });
});

const proportion = fc
  .tuple(fc.integer({ min: 1, max: 30 }), fc.nat(1000))
  .map(([trials, x]) => ({ successes: x % (trials + 1), trials }));

describe("permutationProportions", () => {
  it("is Fisher's test on each side, and counts each extreme difference once", () =>
    fc.assert(
      fc.property(proportion, proportion, (a, b) => {
        const [permuted, fisher] = [permutationProportions(a, b), fisherExact(a, b)];
        expect(permuted.less).toBe(fisher.less);
        expect(permuted.greater).toBe(fisher.greater);
        expect(permuted.twoSided).toBeGreaterThanOrEqual(Math.min(permuted.less, permuted.greater) - 1e-12);
        // Equal groups have a symmetric distribution, where both meanings of two-sided are one.
        if (a.trials === b.trials) expect(permuted.twoSided).toBeCloseTo(fisher.twoSided, 9);
      }),
    ));
});

describe("Monte Carlo permutation", () => {
  const draw = (n: number, stream: string): number[] => {
    const uniform = random(3, stream);
    return Array.from({ length: n }, () => Math.round(20 * uniform()) / 20);
  };
  it("has p = (1 + b)/(1 + B), never 0, and repeats itself for one seed and stream", () => {
    const [x, y] = [countValues(draw(60, "x").map((value) => value + 2)), countValues(draw(40, "y"))];
    const far = permutationMeans(x, y, { ...options, replicates: 199 })!;
    expect(far).toMatchObject({ method: "monte_carlo", permutations: 199, greater: 1 / 200, twoSided: 1 / 200 });
    expect(permutationMeans(x, y, { ...options, replicates: 199 })).toEqual(far);
    const flips = signFlip(
      draw(50, "x").map((value) => value + 1),
      { ...options, replicates: 99 },
    )!;
    expect(flips).toMatchObject({ method: "monte_carlo", permutations: 99, twoSided: 1 / 100 });
  });
  it("agrees with the normal approximation of the permutation distribution", () => {
    const [rowsX, rowsY] = [draw(60, "x"), draw(200, "y")];
    const pooled = [...rowsX, ...rowsY];
    const mean = pooled.reduce((sum, value) => sum + value, 0) / pooled.length;
    const variance = pooled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (pooled.length - 1);
    const test = permutationMeans(countValues(rowsX), countValues(rowsY), { ...options, replicates: 1999 })!;
    const z = test.statistic / Math.sqrt(variance * (1 / 60 + 1 / 200));
    const upper = 1 - normalCdf(z);
    // Three Monte Carlo standard errors of a share near `upper` from 1,999 draws.
    expect(Math.abs(test.greater - upper)).toBeLessThan(3 * Math.sqrt(0.25 / 1999));
  });
  it("rejects a true null at its level with very unequal groups", () => {
    // 5 against 100, 200 tests at the 10 % level: 20 expected; 7 to 33 is three standard deviations (4.2) either way.
    const rejections = Array.from({ length: 200 }, (_, run) => {
      const [x, y] = [countValues(draw(5, `small ${run}`)), countValues(draw(100, `large ${run}`))];
      return permutationMeans(x, y, { seed: 1, stream: `run ${run}`, replicates: 99 })!.twoSided <= 0.1;
    }).filter(Boolean).length;
    expect(rejections).toBeGreaterThanOrEqual(7);
    expect(rejections).toBeLessThanOrEqual(33);
  });
  it("signFlip ignores differences of 0 and is null without any", () => {
    expect(signFlip([0, 0, 0.5, 0.25], options)).toMatchObject({ permutations: 4, twoSided: 0.5, statistic: 0.1875 });
    expect(signFlip([0, 0], options)).toMatchObject({ twoSided: 1 });
    expect(signFlip([], options)).toBeNull();
  });
});

/** Abramowitz and Stegun 26.2.17, good to 1e-7: independent of the code under test. */
function normalCdf(z: number): number {
  if (z < 0) return 1 - normalCdf(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series = t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
