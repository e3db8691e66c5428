import type { Refusal } from "./compatibility.js";

/** Rows as other libraries compare them. */
export interface NumericRows {
  /** Numeric columns, as they are; one entry per row. */
  readonly columns: readonly Float64Array[];
  /** 1: predicted positive. */
  readonly decision: Uint8Array;
}

/** Neighbours of both libraries. */
const usual = 5;

const noNumbers: Refusal = { refused: "there is no numeric column" };
const missing: Refusal = { refused: "a numeric column has missing values" };

function refusalOf({ columns }: NumericRows): Refusal | null {
  if (columns.length === 0) return noNumbers;
  return columns.some((column) => column.some((value) => !Number.isFinite(value))) ? missing : null;
}

/**
 * 1 − mean |ŷ_i − mean ŷ of its 5 nearest rows|, by Euclidean distance over columns as they are; the row itself is one of the five.
 * @returns why AIF360 raises an error
 */
export function nearestConsistency(rows: NumericRows): number | Refusal {
  const refused = refusalOf(rows);
  if (refused !== null) return refused;
  const { decision } = rows;
  const all = Int32Array.from(decision.keys());
  if (all.length < usual) return { refused: `there are fewer than ${usual} rows` };
  let sum = 0;
  for (const row of all) sum += Math.abs(decision[row]! - positiveShare(rows, nearest(rows, row, all, usual)));
  return 1 - sum / all.length;
}

/**
 * (rows of d predicted 1 and their neighbours in a mostly 0, less rows predicted 0 and their neighbours mostly 1) / n_d.
 * @param isFacet 1: in d; 0: in a; other rows take no part
 * @returns why Clarify raises an error
 */
export function flipTest(rows: NumericRows, isFacet: Int8Array): number | Refusal {
  const within = (side: number): Int32Array => Int32Array.from(isFacet.keys()).filter((row) => isFacet[row] === side);
  const [a, d] = [within(0), within(1)];
  if (d.length === 0) return { refused: "the facet is empty" };
  if (a.length === 0) return { refused: "nobody is outside the facet" };
  const refused = refusalOf(rows);
  if (refused !== null) return refused;
  const k = a.length > 9 ? usual : 1;
  let flips = 0;
  for (const row of d) {
    const there = Number(positiveShare(rows, nearest(rows, row, a, k)) > 0.5);
    flips += rows.decision[row]! - there;
  }
  return flips / d.length;
}

function positiveShare({ decision }: NumericRows, rows: Int32Array): number {
  let positive = 0;
  for (const row of rows) positive += decision[row]!;
  return positive / rows.length;
}

/** The k rows of `among` nearest to a row, the first ones where several are as near. */
function nearest({ columns }: NumericRows, row: number, among: Int32Array, k: number): Int32Array {
  const distance = new Float64Array(among.length);
  for (const column of columns) {
    const own = column[row]!;
    for (let at = 0; at < among.length; at++) distance[at]! += (column[among[at]!]! - own) ** 2;
  }
  const limit = distance.slice().sort()[k - 1]!;
  const [nearer, tied]: [number[], number[]] = [[], []];
  for (let at = 0; at < among.length; at++)
    if (distance[at]! <= limit) (distance[at]! < limit ? nearer : tied).push(among[at]!);
  return Int32Array.from([...nearer, ...tied].slice(0, k));
}
