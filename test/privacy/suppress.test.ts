import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { determinedUnknowns } from "../../src/privacy/determined-unknowns.js";
import { type Line, suppress, type Total, type Visibility } from "../../src/privacy/suppress.js";

const line = (name: string, people: number, ...counts: number[]): Line => ({
  name,
  people,
  counts: [people, ...counts],
});
/** Everybody, split into the lines. */
const split = (lines: readonly Line[]): Total[] => [{ of: null, parts: lines.map((_, i) => i) }];
const hiddenNames = (lines: readonly Line[], visibility: readonly Visibility[]) =>
  lines.filter((_, i) => visibility[i] !== "shown").map(({ name }) => name);

describe("suppress(lines, totals, below)", () => {
  it("shows everything when every line is large enough, or nothing is to be hidden", () => {
    const lines = [line("a", 5), line("b", 3)];
    expect(suppress(lines, split(lines), 3)).toEqual(["shown", "shown"]);
    expect(suppress(lines, split(lines), 0)).toEqual(["shown", "shown"]);
  });

  it("hides the smallest other line with a small one, else subtraction gives it away", () => {
    const lines = [line("danish", 700), line("english", 150), line("finnish", 3), line("swedish", 24)];
    expect(suppress(lines, split(lines), 5)).toEqual(["shown", "shown", "small", "protecting"]);
  });

  it("hides more when the hidden lines are few in any other count", () => {
    // Finnish and Swedish have one leaver together: that would be known of three people and 24.
    const lines = [line("danish", 700, 200), line("english", 150, 40), line("finnish", 3, 0), line("swedish", 24, 1)];
    expect(hiddenNames(lines, suppress(lines, split(lines), 5))).toEqual(["english", "finnish", "swedish"]);
  });

  it("is content when the hidden lines hold all there is of a count", () => {
    const lines = [line("a", 700, 0), line("b", 150, 0), line("c", 3, 2), line("d", 24, 1)];
    expect(hiddenNames(lines, suppress(lines, split(lines), 5))).toEqual(["c", "d"]);
  });

  it("takes the first name where two lines are equally small", () => {
    const lines = [line("z", 9), line("y", 9), line("x", 2)];
    expect(hiddenNames(lines, suppress(lines, split(lines), 5))).toEqual(["y", "x"]);
  });

  it("hides what a hidden line consists of", () => {
    const lines = [
      line("a", 2),
      line("b", 8),
      line("c", 90),
      line("b × m", 8),
      line("c × m", 50),
      line("c × f", 40),
      line("a × f", 2),
    ];
    const totals = [
      { of: null, parts: [0, 1, 2] },
      { of: 0, parts: [6] },
      { of: 1, parts: [3] },
      { of: 2, parts: [4, 5] },
    ];
    expect(hiddenNames(lines, suppress(lines, totals, 5))).toEqual(["a", "b", "b × m", "a × f"]);
  });

  it("hides everything of two lines when one is small", () => {
    const lines = [line("a", 4), line("b", 900)];
    expect(suppress(lines, split(lines), 5)).toEqual(["small", "protecting"]);
  });
});

describe("determinedUnknowns(equations)", () => {
  const equation = (...lines: number[]) => lines.map((of) => ({ line: of, sign: 1 }));

  it("finds an unknown that stands alone, and what follows from it", () => {
    expect(determinedUnknowns([equation(0), equation(0, 1), equation(2, 3)])).toEqual([0, 1]);
  });

  it("finds an unknown that only all equations together give", () => {
    // Rows and columns of a table with two pairs of hidden cells and a bridge between them: no equation has one unknown.
    const rows = [equation(0, 1), equation(2, 3, 4), equation(5, 6), equation(7, 8)];
    const columns = [equation(0, 2), equation(1, 3), equation(4, 5, 7), equation(6, 8)];
    expect(determinedUnknowns([...rows, ...columns])).toEqual([4]);
  });

  it("finds nothing in a table with two hidden cells in every row and column", () => {
    expect(determinedUnknowns([equation(0, 1), equation(2, 3), equation(0, 2), equation(1, 3)])).toEqual([]);
  });

  it("knows no more than a reader who solves the equations with fractions", () => {
    const drawn = fc.array(fc.uniqueArray(fc.nat(7), { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 7 });
    fc.assert(
      fc.property(drawn, (rows) => {
        expect(determinedUnknowns(rows.map((row) => equation(...row)))).toEqual(solvable(rows));
      }),
    );
  });
});

/** Gauss–Jordan on doubles: an unknown is determined when its row holds nothing else. Small whole numbers stay exact enough. */
function solvable(rows: readonly (readonly number[])[]): number[] {
  const matrix = rows.map((row) => Array.from({ length: 8 }, (_, column) => Number(row.includes(column))));
  let rank = 0;
  for (let column = 0; column < 8; column++) {
    const pivot = matrix.findIndex((row, r) => r >= rank && Math.abs(row[column]!) > 1e-9);
    if (pivot < 0) continue;
    [matrix[rank], matrix[pivot]] = [matrix[pivot]!, matrix[rank]!];
    const scale = matrix[rank]![column]!;
    matrix[rank] = matrix[rank]!.map((value) => value / scale);
    for (const [r, row] of matrix.entries()) {
      if (r !== rank && row[column] !== 0) matrix[r] = row.map((value, c) => value - row[column]! * matrix[rank]![c]!);
    }
    rank++;
  }
  const alone = matrix
    .map((row) => row.flatMap((value, column) => (Math.abs(value) > 1e-9 ? [column] : [])))
    .filter((columns) => columns.length === 1);
  return alone.flat().sort((a, b) => a - b);
}
