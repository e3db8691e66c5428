import { unusable, usage } from "../core/errors.js";
import { rowsNamed, wrongValuesText } from "../core/wrong-rows.js";

/** Values of one column: a plain or typed array. null, undefined and NaN are missing. */
export type ColumnValues = ArrayLike<unknown>;

/** Distinct values of a column numbered as they come; -1: missing. */
export interface CodedColumn {
  readonly code: Int32Array;
  readonly texts: readonly string[];
}

/** Codes of a column's values by their texts: 1 and 1n and "1" are one value. @throws Failure (usage) for values that are no scalar */
export function codeColumn(name: string, values: ColumnValues): CodedColumn {
  const code = new Int32Array(values.length);
  const known = new Map<unknown, number>();
  const byText = new Map<string, number>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row];
    let place = known.get(value);
    if (place === undefined) {
      const text = textOf(name, value);
      place = text === null ? -1 : (byText.get(text) ?? byText.size);
      if (text !== null) byText.set(text, place);
      known.set(value, place);
    }
    code[row] = place;
  }
  return { code, texts: [...byText.keys()] };
}

function textOf(name: string, value: unknown): string | null {
  if (value === null || value === undefined || Number.isNaN(value)) return null;
  if (value instanceof Date) return value.toISOString();
  if (typeof value === "string" || typeof value === "number" || typeof value === "boolean" || typeof value === "bigint")
    return String(value);
  throw usage(`column "${name}" holds a value that is no text, number, boolean, date or null`);
}

const flags: Readonly<Record<string, number>> = { true: 1, "1": 1, yes: 1, false: 0, "0": 0, no: 0 };

/** 1 where a column says yes; 0 where it says no, or nothing. @throws Failure (unusable) for other values */
export function flagColumn(name: string, values: ColumnValues): Uint8Array {
  const { code, texts } = codeColumn(name, values);
  const said = texts.map((text) => flags[text.toLowerCase()]);
  const wrong = [...code.keys()].filter((row) => code[row]! >= 0 && said[code[row]!] === undefined);
  if (wrong.length > 0) throw wrongRows(name, wrong, "true or false", "another value");
  return Uint8Array.from(code, (place) => (place < 0 ? 0 : said[place]!));
}

/** A column as numbers; `absent` tells missing values (null, undefined) from NaN, which stays. @throws Failure (unusable) for texts and other values */
export function numberColumn(
  name: string,
  values: ColumnValues,
): { readonly value: Float64Array; readonly absent: Uint8Array } {
  const value = new Float64Array(values.length);
  const absent = new Uint8Array(values.length);
  const wrong: number[] = [];
  for (let row = 0; row < values.length; row++) {
    const given = values[row];
    if (typeof given === "number") value[row] = given;
    else if (typeof given === "bigint") value[row] = Number(given);
    else if (given === null || given === undefined) absent[row] = 1;
    else wrong.push(row);
  }
  if (wrong.length > 0)
    throw wrongRows(name, wrong, "a number", typeof values[wrong[0]!] === "string" ? "text" : "another value");
  return { value, absent };
}

/** A complaint of some rows (from 0) of a column. */
export const wrongRows = (name: string, rows: readonly number[], expected: string, found: string) =>
  unusable(
    wrongValuesText({
      column: `"${name}"`,
      rows: rows.slice(0, rowsNamed).map((row) => row + 1),
      total: rows.length,
      expected,
      found,
    }),
  );
