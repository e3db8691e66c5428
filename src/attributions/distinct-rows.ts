import type { Column, Rows } from "./black-box.js";

/** Rows that all differ, and the share of the original rows that each stands for. */
export interface DistinctRows extends Rows {
  readonly weights: Float64Array;
}

/** Equal rows joined, in the order of their first places. */
export function distinctRows({ columns, rows }: Rows): DistinctRows {
  const { firsts, codeOf } = distinctTuples(columns, rows);
  const weights = new Float64Array(firsts.length);
  for (const code of codeOf) weights[code]!++;
  return { columns: gatherRows(columns, firsts), rows: firsts.length, weights: weights.map((n) => n / rows) };
}

/** Which rows hold equal values: for each row the number of its value, and for each number its first row. */
export function distinctTuples(columns: readonly Column[], rows: number): { firsts: Int32Array; codeOf: Int32Array } {
  const codes = new Map<string, number>();
  const firsts: number[] = [];
  const codeOf = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    const key = JSON.stringify(columns.map((column) => keyOf(column, row)));
    const code = codes.get(key) ?? firsts.push(row) - 1;
    codes.set(key, code);
    codeOf[row] = code;
  }
  return { firsts: Int32Array.from(firsts), codeOf };
}

/** JSON has no words for NaN and infinities, and null is a missing text. */
const keyOf = (column: Column, row: number): string | null =>
  column instanceof Float64Array ? String(column[row]) : column[row]!;

/** The rows at some places. */
export function gatherRows(columns: readonly Column[], places: Int32Array): Column[] {
  return columns.map((column) =>
    column instanceof Float64Array
      ? Float64Array.from(places, (place) => column[place]!)
      : Array.from(places, (place) => column[place]!),
  );
}
