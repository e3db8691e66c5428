import type { Rows } from "../../src/attributions/black-box.js";
import type { Gradients } from "../../src/models/model.js";

/** Rows of numbers as columns. */
export const rowsOfNumbers = (rows: readonly (readonly number[])[], width = 3): Rows => ({
  rows: rows.length,
  columns: Array.from({ length: width }, (_, column) => Float64Array.from(rows, (row) => row[column]!)),
});

/** x₀·x₁ + x₂³ in double precision: every integral along a line is known. */
export const smoothFunction: Gradients = {
  inputs: {
    width: 3,
    inputColumn: Int32Array.of(0, 1, 2),
    encode: ({ rows, columns }) =>
      Float64Array.from({ length: rows * 3 }, (_, at) => columns[at % 3]![Math.floor(at / 3)] as number),
  },
  link: "identity",
  outputs: 1,
  at: async (encoded) => {
    const rows = encoded.length / 3;
    const value = new Float64Array(rows);
    const gradient = new Float64Array(encoded.length);
    for (let row = 0, at = 0; row < rows; row++, at += 3) {
      const [a, b, c] = [encoded[at]!, encoded[at + 1]!, encoded[at + 2]!];
      value[row] = a * b + c ** 3;
      gradient.set([b, a, 3 * c * c], at);
    }
    return { value, gradient };
  },
};

/** Its integrated gradients from `start` to `end`. */
export const integralsOf = (start: readonly number[], end: readonly number[]): number[] => [
  ((end[0]! - start[0]!) * (start[1]! + end[1]!)) / 2,
  ((end[1]! - start[1]!) * (start[0]! + end[0]!)) / 2,
  end[2]! ** 3 - start[2]! ** 3,
];
