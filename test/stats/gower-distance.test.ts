import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type GowerColumn, gowerDistances } from "../../src/stats/gower-distance.js";

const number = (...values: number[]): GowerColumn => ({ kind: "number", values: Float64Array.from(values) });
const category = (...codes: number[]): GowerColumn => ({ kind: "category", codes: Int32Array.from(codes) });

function from(columns: readonly GowerColumn[], rows: number, row: number): number[] {
  const into = new Float64Array(rows);
  gowerDistances(columns, rows).from(row, into);
  return [...into];
}

describe("gowerDistances", () => {
  it("is the mean of shares of the range and of unequal categories", () => {
    const columns = [number(0, 5, 10), category(0, 0, 1)];
    expect(from(columns, 3, 0)).toEqual([0, 0.25, 1]);
  });
  it("passes over what is missing in either row, and is infinite where nothing is known of both", () => {
    const columns = [number(0, Number.NaN, 10, 5), category(0, -1, 0, 1)];
    expect(from(columns, 4, 0)).toEqual([0, Number.POSITIVE_INFINITY, 0.5, 0.75]);
    expect(from([number(0, Number.NaN, 10), category(0, 0, 1)], 3, 1)).toEqual([0, 0, 1]);
  });
  it("leaves out numbers that are all equal, and categories that no two rows share or that all share", () => {
    const columns = [number(3, 3, 3), category(0, 1, 2), category(1, 1, 1), category(0, 0, 1)];
    expect(gowerDistances(columns, 3).used).toEqual([3]);
    expect(gowerDistances([number(3, 3, 3), category(0, 1, 2)], 3).used).toEqual([]);
  });
  it("stands numbers from one end of the doubles to the other", () => {
    expect(from([number(-Number.MAX_VALUE, 0, Number.MAX_VALUE)], 3, 0)).toEqual([0, 0.5, 1]);
  });

  const rows = fc.integer({ min: 2, max: 12 });
  const table = rows.chain((n) =>
    fc.record({
      n: fc.constant(n),
      numbers: fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: n, maxLength: n }), { maxLength: 3 }),
      codes: fc.array(fc.array(fc.integer({ min: -1, max: 2 }), { minLength: n, maxLength: n }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  );
  it("is 0 to a row itself, the same both ways, and at most 1", () =>
    fc.assert(
      fc.property(table, ({ n, numbers, codes }) => {
        const columns = [...numbers.map((each) => number(...each)), ...codes.map((each) => category(...each))];
        const all = Array.from({ length: n }, (_, row) => from(columns, n, row));
        for (const [i, distances] of all.entries())
          for (const [j, distance] of distances.entries()) {
            expect(distance).toBe(all[j]![i]);
            if (Number.isFinite(distance)) expect(distance).toBeLessThanOrEqual(1);
            if (i === j && Number.isFinite(distance)) expect(distance).toBe(0);
          }
      }),
    ));
  it("does not change with the unit of a number, its sign or its zero, nor with the order of the columns", () =>
    fc.assert(
      fc.property(table, fc.constantFrom(-3, 0.1, 7), fc.constantFrom(-1, 0, 1e3), ({ n, numbers, codes }, a, b) => {
        const plain = [...numbers.map((each) => number(...each)), ...codes.map((each) => category(...each))];
        const other = [
          ...codes.map((each) => category(...each)),
          ...numbers.map((each) => number(...each.map((value) => a * value + b))),
        ].toReversed();
        const [found, expected] = [from(other, n, 0), from(plain, n, 0)];
        // Distances are multiples of 2^-40: one that lies between two of them may fall on either.
        const isApart = (distance: number, row: number) =>
          distance !== expected[row] && !(Math.abs(distance - expected[row]!) <= 2 ** -40);
        expect(found.filter(isApart)).toEqual([]);
      }),
    ));
});
