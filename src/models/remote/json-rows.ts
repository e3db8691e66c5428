import type { Field, FieldRows } from "./fields.js";

/** How a value of a column is written as JSON. */
export type Write = (values: FieldRows["values"][number], row: number) => string;

/** Numbers as they are, what is missing as null. */
export const plain: Write = (values, row) => {
  const value = values[row] as number | string | null;
  return Number.isNaN(value) ? "null" : JSON.stringify(value);
};

/** Numbers with a decimal point, so that a column's type does not depend on which rows are sent together. */
export const decimal: Write = (values, row) => {
  const value = values[row] as number | string | null;
  return Number.isInteger(value) && Math.abs(value as number) < 1e21 ? `${value}.0` : plain(values, row);
};

/** For servers whose texts cannot be null. */
export const neverNull: Write = (values, row) => JSON.stringify(values[row] ?? "");

/** [1, "a"] */
export const rowList = ({ values }: FieldRows, row: number, write: Write = plain): string =>
  `[${values.map((column) => write(column, row)).join(",")}]`;

/** {"tenure": 1, "contract": "a"} */
export const rowMap = ({ values }: FieldRows, row: number, fields: readonly Field[], write: Write = plain): string =>
  `{${values.map((column, place) => `${JSON.stringify(fields[place]!.name)}:${write(column, row)}`).join(",")}}`;

/** {"tenure": [1, 2], "contract": ["a", "b"]} */
export const columnMap = ({ values }: FieldRows, rows: readonly number[], fields: readonly Field[]): string =>
  `{${values.map((column, place) => `${JSON.stringify(fields[place]!.name)}:${listed(rows, (row) => plain(column, row))}`).join(",")}}`;

export const names = (fields: readonly Field[]): string => JSON.stringify(fields.map(({ name }) => name));

/** A JSON list with one entry for each row. */
export const listed = (rows: readonly number[], write: (row: number) => string): string =>
  `[${rows.map(write).join(",")}]`;
