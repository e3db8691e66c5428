import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { importanceNdcg, kendallTauB, rankFigures } from "../../../src/attributions/gaps/rank-agreement.js";

const importances = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 9 });
const pairs = importances.chain((a) =>
  fc.tuple(fc.constant(a), fc.array(fc.integer({ min: 0, max: 9 }), { minLength: a.length, maxLength: a.length })),
);

describe("importanceNdcg(group, reference)", () => {
  it("is Clarify's: gains of the reference in the order of the group, over those in its own", () => {
    // Amazon SageMaker Clarify's formula, by hand: reference 0.7, 0.5, 0.3 and the group's order is third, first, second.
    const gain = 0.3 + 0.7 / Math.log2(3) + 0.5 / 2;
    const best = 0.7 + 0.5 / Math.log2(3) + 0.3 / 2;
    // Rounding of three terms.
    expect(importanceNdcg([0.2, 0.1, 0.9], [0.7, 0.5, 0.3])).toBeCloseTo(gain / best, 14);
  });
  it("takes the mean over the orders of players that the group holds for equal", () => {
    const of = (group: number[]) => importanceNdcg(group, [4, 2, 1])!;
    expect(of([3, 3, 1])).toBeCloseTo((of([3, 2, 1]) + of([2, 3, 1])) / 2, 14);
  });
  it("is 1 for the same order, whatever the values, and in (0, 1]", () =>
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const value = importanceNdcg(a, b);
        if (b.every((gain) => gain === 0)) expect(value).toBeNull();
        else {
          expect(value).toBeGreaterThan(0);
          expect(value).toBeLessThanOrEqual(1);
          expect(
            importanceNdcg(
              b.map((gain) => 3 * gain ** 2 + 1),
              b,
            ),
          ).toBeCloseTo(1, 14);
        }
      }),
    ));
  it("takes players in any order", () =>
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const turned = importanceNdcg([...a].reverse(), [...b].reverse());
        if (turned === null) expect(importanceNdcg(a, b)).toBeNull();
        else expect(turned).toBeCloseTo(importanceNdcg(a, b)!, 12);
      }),
    ));
});

describe("kendallTauB(a, b)", () => {
  it.each([
    // The example of SciPy's documentation of scipy.stats.kendalltau, with its result.
    [[12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173],
    [[1, 2, 3, 4], [1, 2, 3, 4], 1],
    [[1, 2, 3, 4], [4, 3, 2, 1], -1],
    [[1, 2, 3], [1, 3, 2], 1 / 3],
  ])("%j, %j: %d", (a, b, expected) => expect(kendallTauB(a, b)).toBeCloseTo(expected, 14));
  it("is symmetric, in [−1, 1], and null where one tells no two apart", () =>
    fc.assert(
      fc.property(pairs, ([a, b]) => {
        const tau = kendallTauB(a, b);
        expect(kendallTauB(b, a)).toBe(tau);
        if (new Set(a).size === 1 || new Set(b).size === 1) expect(tau).toBeNull();
        else expect(Math.abs(tau!)).toBeLessThanOrEqual(1 + 1e-12);
      }),
    ));
});

it.each(rankFigures)("$name is 1 for equal importances and refuses rankings of other players", ({ of }) => {
  expect(of([3, 2, 1], [3, 2, 1])).toBeCloseTo(1, 14);
  expect(() => of([1, 2], [1, 2, 3])).toThrow(RangeError);
});
