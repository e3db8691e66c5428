/** Rows numbered by what they have in common; not every number below `size` need occur. */
export interface Combination {
  readonly code: Int32Array;
  readonly size: number;
}

/**
 * Numbers the pairs of two codes, by mixed radix while that stays near the number of rows, else as they come.
 * Codes from -1 on: a missing value is a value here.
 */
export function combine(left: Combination, right: Combination): Combination {
  const rows = left.code.length;
  const radix = right.size + 1;
  const size = (left.size + 1) * radix;
  const isDense = size <= 4 * rows + 1024;
  const code = new Int32Array(rows);
  const places = new Map<number, number>();
  for (let row = 0; row < rows; row++) {
    const pair = (left.code[row]! + 1) * radix + right.code[row]! + 1;
    if (isDense) code[row] = pair;
    else {
      if (!places.has(pair)) places.set(pair, places.size);
      code[row] = places.get(pair)!;
    }
  }
  return { code, size: isDense ? size : places.size };
}

/** Numbers the combinations of many codes. */
export const combineAll = (codes: readonly Combination[], rows: number): Combination =>
  codes.reduce(combine, { code: new Int32Array(rows), size: 1 });

/** The numbers that occur among some rows, renumbered as they come, and a row of each. */
export function renumber(
  code: Int32Array,
  rows: Int32Array,
  size: number,
): { readonly code: Int32Array; readonly example: readonly number[] } {
  const places = new Int32Array(size).fill(-1);
  const example: number[] = [];
  const renumbered = rows.map((row) => {
    const old = code[row]!;
    if (places[old] === -1) places[old] = example.push(row) - 1;
    return places[old]!;
  });
  return { code: renumbered, example };
}
