import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { clarifyDivergences } from "../../src/stats/clarify-divergences.js";
import { hellinger } from "../../src/stats/hellinger.js";
import { jensenShannon } from "../../src/stats/jensen-shannon.js";
import { kullbackLeibler } from "../../src/stats/kullback-leibler.js";
import { largestShareGap, lpDistance } from "../../src/stats/lp-distance.js";
import { populationStability } from "../../src/stats/population-stability.js";
import { totalVariation } from "../../src/stats/total-variation.js";
import { wasserstein } from "../../src/stats/wasserstein.js";
import { withFixtures } from "../fixtures.js";
import { closedForm, expectClose, oracle } from "./oracle.js";

withFixtures("divergences against scipy", () => {
  it("of two distributions over four outcomes", () => {
    const { inputs, expected } = oracle("c_divergence");
    const { p, q } = inputs;
    expectClose(kullbackLeibler(p, q), expected.kl_nats, closedForm, "KL");
    const bits = jensenShannon(p, q)! / Math.LN2;
    expectClose(bits, expected.js_divergence_base2, closedForm, "JS");
    expectClose(Math.sqrt(bits), expected.js_distance_base2, closedForm, "JS distance");
    expectClose(hellinger(p, q), expected.hellinger, closedForm, "Hellinger");
    expectClose(totalVariation(p, q), expected.total_variation, closedForm, "TVD");
    expectClose(populationStability(p, q), expected.psi, closedForm, "PSI");
    const values = Float64Array.from(p, (_, i) => i);
    const moved = wasserstein({ values, counts: Float64Array.from(p) }, { values, counts: Float64Array.from(q) });
    expectClose(moved, expected.wasserstein_ordinal_0123, closedForm, "Wasserstein");
  });
});

const counts = fc.array(fc.nat(30), { minLength: 3, maxLength: 3 }).filter((cells) => cells.some((n) => n > 0));
const symmetric = { jensenShannon, hellinger, totalVariation, lpDistance, largestShareGap, populationStability };

describe("divergences", () => {
  it("are 0 for equal shares whatever the counts, at least 0, and symmetric where they say so", () =>
    fc.assert(
      fc.property(counts, counts, (p, q) => {
        for (const [name, divergence] of Object.entries({ ...symmetric, kullbackLeibler })) {
          // Shares of doubled counts are the same doubles; Hellinger's root turns a rounding of 1e-17 into 1e-8.
          expect(
            divergence(
              p,
              p.map((n) => 2 * n),
            ),
            name,
          ).toBeCloseTo(0, 7);
          expect(divergence(p, q), name).toBeGreaterThanOrEqual(0);
        }
        for (const [name, divergence] of Object.entries(symmetric)) {
          const [there, back] = [divergence(p, q)!, divergence(q, p)!];
          if (Number.isFinite(there)) expect(back, name).toBeCloseTo(there, 12);
          else expect(back, name).toBe(there);
        }
      }),
    ));
  it("an outcome that one group never has is an infinite divergence, not none", () => {
    expect(kullbackLeibler([5, 5], [10, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(kullbackLeibler([10, 0], [5, 5])).toBeCloseTo(Math.LN2, 14);
    expect(populationStability([5, 5], [10, 0])).toBe(Number.POSITIVE_INFINITY);
    expect(jensenShannon([1, 0], [0, 1])).toBeCloseTo(Math.LN2, 14);
    expect(totalVariation([1, 0], [0, 1])).toBe(1);
  });
  it("are null for an empty group", () => {
    for (const divergence of Object.values({ ...symmetric, kullbackLeibler }))
      expect(divergence([0, 0], [1, 2])).toBeNull();
    expect(clarifyDivergences([0, 0], [1, 2])).toBeNull();
  });
});

describe("clarifyDivergences", () => {
  it("agrees with the plain definitions while both groups have every outcome", () =>
    fc.assert(
      fc.property(counts, counts, (p, q) => {
        const [a, d] = [p.map((n) => n + 1), q.map((n) => n + 1)];
        const { kl, js, lp, tvd, ks } = clarifyDivergences(a, d)!;
        expect(kl).toBeCloseTo(kullbackLeibler(a, d)!, 12);
        expect(js).toBeCloseTo(jensenShannon(a, d)!, 12);
        expect(lp).toBeCloseTo(lpDistance(a, d)!, 12);
        expect(tvd).toBeCloseTo(totalVariation(a, d)!, 12);
        expect(ks).toBeCloseTo(largestShareGap(a, d)!, 12);
      }),
    ));
  it("sees nothing in an outcome that one group never has, which is why it is only for comparison", () => {
    expect(clarifyDivergences([10, 0], [0, 10])).toEqual({ kl: 0, js: 0, lp: 0, tvd: 0, ks: 0 });
    expect(totalVariation([10, 0], [0, 10])).toBe(1);
  });
});
