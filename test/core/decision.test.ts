import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { capacityOf, cutAt, decisionWords } from "../../src/core/decision.js";

describe("cutAt(counts, capacity)", () => {
  it("selects never more than the capacity, all or none of equal scores, and as many as that allows", () => {
    const counts = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.integer({ min: 1, max: 5 })), {
      selector: ([score]) => score,
    });
    fc.assert(
      fc.property(counts, fc.nat(60), (pairs, capacity) => {
        const falling = pairs.map(([score, rows]) => ({ score, rows })).sort((a, b) => b.score - a.score);
        const { from, ties } = cutAt(falling, capacity);
        const selected = falling.filter(({ score }) => score >= from);
        const rows = selected.reduce((sum, each) => sum + each.rows, 0);
        const next = falling[selected.length];
        expect(rows).toBeLessThanOrEqual(capacity);
        if (next !== undefined) expect(rows + next.rows).toBeGreaterThan(capacity);
        expect(ties).toBe(next !== undefined && rows < capacity ? next.rows : 0);
      }),
    );
  });
});

describe("capacityOf(threshold, rows)", () => {
  it("rounds a share down, but not for the last digits of its product", () => {
    // 0.29 * 100 is 28.999999999999996 in doubles.
    expect([
      capacityOf({ top_share: 0.29 }, 100),
      capacityOf({ top_share: 0.1 }, 29),
      capacityOf({ top: 7 }, 3),
    ]).toEqual([29, 2, 7]);
  });
});

describe("decisionWords(threshold, period)", () => {
  it.each([
    [0.5, null, "score ≥ 0.5"],
    [{ top: 100 }, null, "top 100"],
    [{ top_share: 0.07 }, "month", "top 7% per month"],
  ] as const)("%j, %s: %s", (threshold, period, words) => {
    expect(decisionWords(threshold, period)).toBe(words);
  });
});
