import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { rankBiasedOverlap } from "../../src/stats/index.js";

const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 12 });
const persistences = fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100);

describe("rankBiasedOverlap(a, b, persistence)", () => {
  it.each([
    // numpy 2.4.6: the contributions and variant b of Corsi & Urbano 2024, section 4, as their reference implementation has them.
    [[5, 4, 3, 2, 1], [1, 2, 3, 4, 5], 0.9, 0.737775],
    [[3, 1, 4, 1, 5, 9, 2, 6], [2, 7, 1, 8, 2, 8, 1, 8], 0.8, 0.7362552793551754],
    [[7, 7, 7, 0, 0], [7, 5, 7, 0, 1], 0.5, 0.8583358323641374],
  ])("%j, %j, %d", (a, b, persistence, expected) =>
    // 1e-12: sums of up to 8 terms.
    expect(rankBiasedOverlap(a, b, persistence)).toBeCloseTo(expected, 12),
  );

  it("is 1 for the same ranking, however its values are scaled, ties included", () =>
    fc.assert(
      fc.property(values, persistences, (a, persistence) => {
        const same = a.map((value) => 10 * value - 3);
        expect(rankBiasedOverlap(a, same, persistence)).toBeCloseTo(1, 12);
      }),
    ));

  it("is symmetric and in [0, 1]", () =>
    fc.assert(
      fc.property(values, persistences, fc.infiniteStream(fc.integer({ min: 0, max: 6 })), (a, persistence, more) => {
        const b = a.map(() => more.next().value as number);
        const overlap = rankBiasedOverlap(a, b, persistence)!;
        expect(overlap).toBeGreaterThanOrEqual(0);
        expect(overlap).toBeLessThanOrEqual(1);
        expect(rankBiasedOverlap(b, a, persistence)).toBeCloseTo(overlap, 12);
      }),
    ));

  it("weighs the top most: there, low persistence sees nothing else", () => {
    expect(rankBiasedOverlap([3, 2, 1], [3, 1, 2], 0.01)).toBeGreaterThan(0.99);
    expect(rankBiasedOverlap([3, 2, 1], [1, 3, 2], 0.01)).toBeLessThan(0.01);
  });

  it("is null without items, and takes rankings of the same items with a persistence in (0, 1)", () => {
    expect(rankBiasedOverlap([], [], 0.9)).toBeNull();
    expect(() => rankBiasedOverlap([1], [1, 2], 0.9)).toThrow(RangeError);
    for (const persistence of [0, 1, -0.5, Number.NaN])
      expect(() => rankBiasedOverlap([1], [1], persistence)).toThrow(RangeError);
  });
});
