import type { RowValue } from "../core/explained-decision.js";
import { numberIn } from "../core/scalars.js";
import type { Column } from "../sql/column.js";

/** A cell as records and JSON have it: they know no NaN, so a missing number is null, as a missing text is. */
export function rowValue(column: Float64Array | readonly (string | null)[], row = 0): RowValue {
  const value = column[row] ?? null;
  return typeof value === "number" && Number.isNaN(value) ? null : value;
}

const numeric: readonly Column["kind"][] = ["integer", "number", "float", "decimal"];

/**
 * A value that somebody wrote, as the text that stands for it where a model takes the column as texts: of numbers and of true and
 * false, one value has one text, however it is written ("1.0" is "1", "TRUE" is "true"). Other texts stay.
 */
export function cellText({ kind }: Pick<Column, "kind">, written: string): string {
  if (kind === "boolean") return written.toLowerCase();
  const value = numeric.includes(kind) ? numberIn(written) : null;
  return value === null ? written : String(value);
}
