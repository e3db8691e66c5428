import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { meanDistance, nearestMean, nearestRows } from "../../src/stats/nearest-rows.js";

/** The mean over the k nearest, by sorting: rows that are tied at the end count in equal parts. */
function plainMean(distance: readonly number[], y: readonly number[], k: number): number {
  const known = [...distance.keys()].filter((row) => Number.isFinite(distance[row]!));
  const size = Math.min(k, known.length);
  const limit = known.map((row) => distance[row]!).toSorted((a, b) => a - b)[size - 1];
  const nearer = known.filter((row) => distance[row]! < limit!);
  const tied = known.filter((row) => distance[row] === limit);
  const sum = (rows: readonly number[]) => rows.reduce((total, row) => total + y[row]!, 0);
  return (sum(nearer) + ((size - nearer.length) * sum(tied)) / tied.length) / size;
}

const rows = fc.array(
  fc.record({
    distance: fc.oneof(fc.integer({ min: 0, max: 5 }), fc.constant(Number.POSITIVE_INFINITY)),
    y: fc.integer({ min: 0, max: 1 }),
    unit: fc.integer({ min: 0, max: 4 }),
  }),
  { maxLength: 20 },
);

describe("nearestMean", () => {
  it("is the mean of the k nearest, whole and without each unit, and says what part each unit has", () =>
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 6 }), (list, k) => {
        const distance = Float64Array.from(list, (row) => row.distance);
        const unit = Int32Array.from(list, (row) => row.unit);
        const y = list.map((row) => row.y);
        const largest = Math.max(0, ...unit.map((of) => unit.filter((other) => other === of).length));
        const near = nearestRows(distance, k + largest);
        const found = nearestMean(near, k, unit, (row) => y[row]!);
        // Sums of a few whole numbers, divided once: two roundings apart at most.
        const close = (actual: number, expected: number) =>
          expect(Number.isNaN(expected) ? Number.isNaN(actual) : Math.abs(actual - expected) < 1e-14).toBe(true);
        close(found.value, plainMean([...distance], y, k));
        for (const [place, of] of found.units.entries()) {
          const left = [...distance].map((each, row) => (unit[row] === of ? Number.POSITIVE_INFINITY : each));
          close(found.without[place]!, plainMean(left, y, k));
          close(
            found.part[place]!,
            plainMean(
              [...distance],
              y.map((_, row) => Number(unit[row] === of)),
              k,
            ),
          );
        }
        // A unit that has no part changes nothing.
        for (const of of new Set(unit)) {
          if (found.units.includes(of)) continue;
          const left = [...distance].map((each, row) => (unit[row] === of ? Number.POSITIVE_INFINITY : each));
          close(found.value, plainMean(left, y, k));
        }
        close(meanDistance(near, k), plainMean([...distance], [...distance], k));
      }),
    ));
  it("has no value without rows", () => {
    const near = nearestRows(Float64Array.of(Number.POSITIVE_INFINITY), 5);
    expect(nearestMean(near, 5, Int32Array.of(0), () => 1)).toMatchObject({ value: Number.NaN, units: [] });
    expect(meanDistance(near, 5)).toBeNaN();
  });
});
