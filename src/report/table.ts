import { type Rich, words } from "./rich-text.js";

/** A table as templates print it: the first cell of a row names it. */
export interface Table {
  readonly caption: Rich;
  /** Which columns hold numbers, for the stylesheet: "n2 n3" (from 1). */
  readonly columns: string;
  readonly heads: readonly Rich[];
  readonly blocks: readonly Block[];
  readonly width: number;
}

export interface Block {
  /** A line over the rows; empty: none. */
  readonly head: Rich;
  readonly rows: readonly Row[];
}

export interface Row {
  readonly name: Rich;
  readonly cells: readonly Rich[];
}

export const empty: Rich = words("");
export const dash: Rich = words("–");

export const row = (name: Rich, ...cells: readonly (Rich | null)[]): Row => ({
  name,
  cells: cells.map((cell) => cell ?? dash),
});

/** `numeric`: indices of the columns that hold numbers, the first being 0. `kind`: another class for the stylesheet. */
export function table(
  caption: Rich,
  heads: readonly Rich[],
  numeric: readonly number[],
  blocks: readonly Block[],
  kind = "",
): Table {
  const columns = [...numeric.map((index) => `n${index + 1}`), kind].join(" ").trim();
  return { caption, heads, columns, blocks: blocks.filter(({ rows }) => rows.length > 0), width: heads.length };
}
