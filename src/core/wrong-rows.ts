import { counted } from "./counted.js";

/** Values that cannot be used: where they stand and what they are, never what they hold. */
export interface WrongValues {
  readonly column: string;
  /** From 1; the first few. */
  readonly rows: readonly number[];
  readonly total: number;
  readonly expected: string;
  readonly found: string;
  /** Physical line of the first, where a file has lines and it is known. */
  readonly line?: number | null;
}

/** Rows named in a complaint. */
export const rowsNamed = 4;

/** "row 4,182 (line 4,183), column "age"" and on the next line what was expected and found, and which other rows are alike. */
export function wrongValuesText({ column, rows, total, expected, found, line = null }: WrongValues): string {
  const where = `row ${counted(rows[0]!)}${line === null ? "" : ` (line ${counted(line)})`}, column ${column}`;
  return `${where}\nexpected ${expected}, found ${found}${moreRows(rows.slice(1), total - 1)}`;
}

/** "; 11 more rows: 4,190, 5,003, 5,004 and 8 others"; nothing where there are no more. */
export function moreRows(named: readonly number[], more: number): string {
  if (more === 0) return "";
  const list = named.map((row) => counted(row));
  const rest = more - named.length;
  const last = rest > 0 ? `${counted(rest)} ${rest === 1 ? "other" : "others"}` : list.pop()!;
  return `; ${counted(more)} more ${more === 1 ? "row" : "rows"}: ${list.length === 0 ? last : `${list.join(", ")} and ${last}`}`;
}
