import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { flipTest, type NumericRows, nearestConsistency } from "../../src/compatibility/nearest-neighbours.js";

// Forty rows drawn by NumPy.
const x = [
  1.578, 1.179, 0.311, -0.386, -0.284, -2.789, 0.251, -0.558, 0.4, 0.451, 1.52, -0.433, 0.394, 1.87, -0.667, 0.057,
  0.08, -1.507, 0.44, -1.346, 1.613, -1.506, 0.302, -0.106, 0.437, 0.552, -1.025, 0.486, -0.701, 0.767, -1.374, -0.867,
  -0.065, 0.841, -0.359, -0.156, 1.583, 0.819, -0.02, -0.652,
];
const z = [
  7.894, 5.56, 4.472, 1.519, 5.71, 6.16, 3.062, 5.245, 1.893, 1.152, 8.483, 9.882, 9.587, 3.73, 0.381, 9.626, 8.242,
  3.754, 1.807, 3.093, 3.872, 8.813, 5.58, 7.6, 3.784, 9.255, 9.769, 0.463, 6.993, 6.786, 5.816, 5.763, 9.228, 4.798,
  2.863, 0.428, 1.997, 9.616, 9.895, 8.464,
];
const facet = "1000110000010111100110110011000100000110";
const decided = "1110001001111101100010111111010001001110";
const bits = (text: string) => Array.from(text, Number);
const rows: NumericRows = {
  columns: [Float64Array.from(x), Float64Array.from(z)],
  decision: Uint8Array.from(bits(decided)),
};
const side = (of: readonly number[]) => Int8Array.from(of);

describe("Clarify's FT, smclarify 0.5 with scikit-learn 1.9.1", () => {
  it("of a facet, of the rest, and of one whose others are nine, where one neighbour counts", () => {
    expect(flipTest(rows, side(bits(facet)))).toBeCloseTo(0.35294117647058826, 15);
    expect(flipTest(rows, side(bits(facet).map((of) => 1 - of)))).toBeCloseTo(-0.391304347826087, 15);
    expect(flipTest(rows, side(x.map((_, row) => Number(row >= 9))))).toBe(0);
  });
  it("raises errors where a side is empty, a value is missing, or there is no number", () => {
    expect(flipTest(rows, side(x.map(() => 1)))).toEqual({ refused: "nobody is outside the facet" });
    expect(flipTest(rows, side(x.map(() => 0)))).toEqual({ refused: "the facet is empty" });
    expect(flipTest({ ...rows, columns: [] }, side(bits(facet)))).toEqual({ refused: "there is no numeric column" });
    const holed = { ...rows, columns: [Float64Array.from(x, (value, row) => (row === 3 ? Number.NaN : value))] };
    expect(nearestConsistency(holed)).toEqual({ refused: "a numeric column has missing values" });
  });
});

describe("consistency of AIF360 0.6.1 and Holistic AI 1.0.14, scikit-learn 1.9.1", () => {
  it("of the same rows", () => expect(nearestConsistency(rows)).toBeCloseTo(0.76, 14));
  it("needs five rows", () => {
    const few = { columns: [Float64Array.of(1, 2, 3, 4)], decision: new Uint8Array(4) };
    expect(nearestConsistency(few)).toEqual({ refused: "there are fewer than 5 rows" });
  });
});

describe("laws", () => {
  const drawn = fc.array(fc.tuple(fc.double({ min: -9, max: 9, noNaN: true }), fc.integer({ min: 0, max: 1 })), {
    minLength: 12,
    maxLength: 30,
  });
  const of = (list: readonly (readonly [number, number])[]): NumericRows => ({
    columns: [Float64Array.from(list, ([value]) => value)],
    decision: Uint8Array.from(list, ([, decision]) => decision),
  });
  it("alike decisions for all are 1 and no flip; other decisions for a facet are its whole share", () =>
    fc.assert(
      fc.property(drawn, (list) => {
        const isFacet = side(list.map((_, row) => Number(row % 2)));
        const even = of(list.map(([value]) => [value, 1]));
        expect(nearestConsistency(even)).toBe(1);
        expect(flipTest(even, isFacet)).toBe(0);
        expect(flipTest(of(list.map(([value], row) => [value, row % 2])), isFacet)).toBe(1);
      }),
    ));
  it("swapping yes and no leaves consistency and turns the sign of the flips", () =>
    fc.assert(
      fc.property(drawn, (list) => {
        const isFacet = side(list.map((_, row) => Number(row % 2)));
        const [yes, no] = [of(list), of(list.map(([value, decision]) => [value, 1 - decision]))];
        expect(nearestConsistency(no)).toBeCloseTo(nearestConsistency(yes) as number, 13);
        expect(flipTest(no, isFacet)).toBeCloseTo(-(flipTest(yes, isFacet) as number), 13);
      }),
    ));
});
