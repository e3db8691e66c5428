import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { random } from "../../src/core/random.js";
import {
  boundsOf,
  normalUpper,
  orderStatisticEvidence,
  quantileInterval,
  rowsForQuantile,
  type WeightedValues,
  weightedQuantiles,
  weighValues,
  woodruffEvidence,
} from "../../src/stats/index.js";

const sampleOf = (values: readonly number[], weights = values.map(() => 1)): WeightedValues =>
  weighValues({
    values: Float64Array.from(values),
    counts: new Float64Array(values.length).fill(1),
    weights: Float64Array.from(weights),
  });
const upTo = (n: number) => sampleOf(Array.from({ length: n }, (_, i) => i + 1));

describe("weighValues", () => {
  it("puts equal values together, ascending, without those of no weight", () => {
    expect(sampleOf([3, 1, 3, 2, 9], [1, 2, 0.5, 4, 0])).toEqual({
      values: Float64Array.of(1, 2, 3),
      counts: Float64Array.of(1, 1, 2),
      weights: Float64Array.of(2, 4, 1.5),
    });
  });

  it("keeps rows and weights", () =>
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.integer({ min: -5, max: 5 }), fc.integer({ min: 1, max: 8 }))), (rows) => {
        const { values, counts, weights } = sampleOf(
          rows.map(([value]) => value),
          rows.map(([, weight]) => weight),
        );
        const sum = (parts: Iterable<number>) => [...parts].reduce((total, one) => total + one, 0);
        expect(sum(counts)).toBe(rows.length);
        expect(sum(weights)).toBe(sum(rows.map(([, weight]) => weight)));
        expect([...values]).toEqual([...new Set(rows.map(([value]) => value))].sort((a, b) => a - b));
      }),
    ));
});

describe("weightedQuantiles", () => {
  it("is the everyday median", () => {
    expect(weightedQuantiles(sampleOf([4, 1, 3]))!(0.5)).toBe(3);
    expect(weightedQuantiles(sampleOf([4, 1, 3, 2]))!(0.5)).toBe(2.5);
  });

  it("meets shares that rounding moves off a border", () => {
    // 0.1 · 3 = 0.30000000000000004 is no border; ten weights of 0.1 add up to 0.9999999999999999.
    const tenths = sampleOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], new Array<number>(10).fill(0.1));
    expect([0.1, 0.3, 0.7, 0.9].map(weightedQuantiles(tenths)!)).toEqual([1.5, 3.5, 7.5, 9.5]);
  });

  it("ends at the smallest and the largest value", () => {
    expect([-1, 0, 1, 7].map(weightedQuantiles(upTo(4))!)).toEqual([1, 1, 4, 4]);
  });

  it("is null without weight", () => {
    expect(weightedQuantiles(sampleOf([]))).toBeNull();
    expect(weightedQuantiles(sampleOf([1, 2], [0, 0]))).toBeNull();
  });

  it("takes the middle of the largest numbers", () => {
    expect(weightedQuantiles(sampleOf([Number.MAX_VALUE, Number.MAX_VALUE / 2]))!(0.5)).toBe(Number.MAX_VALUE * 0.75);
  });
});

describe("rowsForQuantile", () => {
  it.each([
    [0.5, 8],
    [0.9, 51],
    [0.1, 51],
    [0.99, 528],
  ])("of %f is %i, the first number that all lie on one side with at most 0.5 %%", (q, rows) => {
    expect(rowsForQuantile(q)).toBe(rows);
    const one = Math.max(q, 1 - q);
    expect(one ** rows).toBeLessThanOrEqual(0.005);
    expect(one ** (rows - 1)).toBeGreaterThan(0.005);
  });
});

describe("orderStatisticEvidence", () => {
  const cases = [0.1, 0.5, 0.9].flatMap((q) => [60, 101, 1_000].map((n) => [q, n] as const));
  it.each(cases)("q %f, n %i: limits lie within a step of the table around the exact ones", (q, n) => {
    const sample = upTo(n);
    const evidence = orderStatisticEvidence(sample, q, weightedQuantiles(sample)!(q))!;
    expect(evidence.basis[1]).toBe(n);
    for (const alpha of [0.2, 0.1, 0.05, 0.01]) {
      const [table, exact] = [boundsOf(evidence, alpha), quantileInterval(sample, q, alpha)];
      // A step of the table is 0.145 standard errors of the rank, and ranks are whole.
      const step = 1 + 0.145 * Math.sqrt(n * q * (1 - q));
      expect(Math.abs(table.low! - exact.low!), String(alpha)).toBeLessThanOrEqual(step);
      expect(Math.abs(table.high! - exact.high!), String(alpha)).toBeLessThanOrEqual(step);
    }
  });

  it("mirrors: the limits of 1 − q of the negative values are those of q", () =>
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 60, maxLength: 120 }),
        fc.integer({ min: 10, max: 90 }),
        (values, percent) => {
          const q = percent / 100;
          const bounds = (list: readonly number[], share: number) => {
            const sample = sampleOf(list);
            return boundsOf(orderStatisticEvidence(sample, share, weightedQuantiles(sample)!(share))!, 0.05);
          };
          const [plain, mirrored] = [
            bounds(values, q),
            bounds(
              values.map((value) => -value),
              1 - q,
            ),
          ];
          // 1e-9: 1 − q is rounded; the table is straight between whole numbers up to 50.
          expect(mirrored.low).toBeCloseTo(-plain.high!, 9);
          expect(mirrored.high).toBeCloseTo(-plain.low!, 9);
        },
      ),
    ));

  it("does not print the numbers of its rows", () =>
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 0, max: 1e9 }), { minLength: 8, maxLength: 60 }),
        // Rows at multiples of a power of 2 may stand on the grid: thirds do not.
        (numbers) => {
          const values = numbers.map((one) => one + 1 / 3);
          const sample = sampleOf(values);
          const median = weightedQuantiles(sample)!(0.5);
          const [most, , ...limits] = orderStatisticEvidence(sample, 0.5, median)!.basis;
          const shown = new Set(limits.filter((limit) => limit !== median));
          expect(values.filter((value) => shown.has(value))).toEqual([]);
          // Outwards, by no more than a 32nd of the widest interval.
          const exact = (z: number) => quantileInterval(sample, 0.5, 2 * normalUpper(z));
          const [low, high] = [limits[0]!, limits.at(-1)!];
          const widest = {
            low: exact(most!).low ?? Math.min(...values),
            high: exact(most!).high ?? Math.max(...values),
          };
          const step = (widest.high - widest.low) / 32;
          expect(low).toBeLessThanOrEqual(widest.low);
          expect(low).toBeGreaterThanOrEqual(widest.low - step);
          expect(high).toBeGreaterThanOrEqual(widest.high);
          expect(high).toBeLessThanOrEqual(widest.high + step);
        },
      ),
    ));

  it("is null with too few rows", () => {
    expect(orderStatisticEvidence(upTo(50), 0.9, 45)).toBeNull();
    expect(orderStatisticEvidence(upTo(7), 0.5, 4)).toBeNull();
    expect(orderStatisticEvidence(upTo(8), 0.5, 4.5)).not.toBeNull();
  });

  it.each([
    [0.5, 30],
    [0.9, 60],
    [0.9, 300],
  ])("q %f, n %i: holds 95 %% for exponential values", (q, n) => {
    const next = random(1, `order statistics ${q} ${n}`);
    const truth = -Math.log(1 - q);
    const runs = 2_000;
    let covered = 0;
    for (let run = 0; run < runs; run++) {
      const sample = sampleOf(Array.from({ length: n }, () => -Math.log(1 - next())));
      const bounds = boundsOf(orderStatisticEvidence(sample, q, weightedQuantiles(sample)!(q))!, 0.05);
      if (bounds.low! <= truth && truth <= bounds.high!) covered++;
    }
    // Two standard errors of 2,000 runs are 1 point.
    expect(covered / runs).toBeGreaterThan(0.94);
  });
});

describe("woodruffEvidence", () => {
  const size = { n: 400, nEffective: 200, df: 80, kish: 90 };
  it("inverts the share's limits", () => {
    const evidence = woodruffEvidence(upTo(400), 0.5, 200.5, size)!;
    const { low, high } = boundsOf(evidence, 0.05);
    // t(0.975, 80) = 1.990063; √(0.25/200) = 0.0353553: shares 0.5 ∓ 0.0703593, so 171.9 and 228.1 of 400; a step of the table is 2.
    expect(low).toBeGreaterThan(170);
    expect(low).toBeLessThan(174);
    expect(high).toBeGreaterThan(227);
    expect(high).toBeLessThan(231);
    expect(evidence).toMatchObject({ interval: "order_statistic" });
    expect(evidence.basis[1]).toBe(400);
  });

  it("is null where effective rows or units are too few", () => {
    expect(woodruffEvidence(upTo(400), 0.9, 360.5, { ...size, nEffective: 50 })).toBeNull();
    expect(woodruffEvidence(upTo(400), 0.9, 360.5, { ...size, kish: 50 })).toBeNull();
    expect(woodruffEvidence(sampleOf([]), 0.5, 0, size)).toBeNull();
  });

  it("stays finite with one degree of freedom", () => {
    const evidence = woodruffEvidence(upTo(400), 0.5, 200.5, { ...size, df: 1 })!;
    expect(evidence.basis.every(Number.isFinite)).toBe(true);
    // From 1 to 400, away from the middle to whole eights: the power of 2 below a 32nd of 399.
    expect(boundsOf(evidence, 0.001)).toEqual({ low: 0, high: 400 });
  });
});
