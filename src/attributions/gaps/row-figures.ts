import type { Attributions } from "../attributions.js";

/** |φ| of each row, player by player. */
export const absolute = ({ values }: Pick<Attributions, "values">): Float64Array[] =>
  values.map((phi) => phi.map(Math.abs));

/** Sums of some arrays, row by row; 0 without any. */
export function sumOfRows(arrays: readonly Float64Array[], rows: number): Float64Array {
  const sums = new Float64Array(rows);
  for (const values of arrays) for (let row = 0; row < rows; row++) sums[row]! += values[row]!;
  return sums;
}

/** |output − base − Σφ| of each row: what the attributions of a row leave unexplained. */
export function completenessErrors({ values, output, base, rows }: Attributions): Float64Array {
  const explained = sumOfRows(values, rows);
  return output.map((value, row) => Math.abs(value - base - explained[row]!));
}

/** Σ_j |φ_j − φ'_j| of each row (L1 distance): how far small noise on a row's inputs moves its attributions. */
export function instabilities({ values, rows }: Attributions, noisy: Attributions): Float64Array {
  return sumOfRows(
    values.map((phi, player) => phi.map((value, row) => Math.abs(value - noisy.values[player]![row]!))),
    rows,
  );
}
