import { type Column, isNoNumber, isNoTime, numberSql, textSql, timeSql, valueSql } from "./column.js";
import { literal } from "./quote.js";

type Scalar = string | number | boolean;

/** Rows to keep: the suite's `where` as a structure. */
export type Condition =
  | { readonly all: readonly Condition[] }
  | { readonly any: readonly Condition[] }
  | ({ readonly column: string } & Tests);

interface Tests {
  readonly in?: readonly Scalar[] | undefined;
  readonly not_in?: readonly Scalar[] | undefined;
  readonly at_least?: number | string | undefined;
  readonly at_most?: number | string | undefined;
  readonly above?: number | string | undefined;
  readonly below?: number | string | undefined;
  readonly missing?: boolean | undefined;
}

type Find = (name: string) => Column;

const operators = { at_least: ">=", at_most: "<=", above: ">", below: "<" } as const;
type Bound = keyof typeof operators;
const bounds = Object.keys(operators) as Bound[];

/** The names of all columns that a condition looks at. */
export function columnsOf(condition: Condition): string[] {
  if ("all" in condition) return condition.all.flatMap(columnsOf);
  if ("any" in condition) return condition.any.flatMap(columnsOf);
  return [condition.column];
}

/** A condition as a boolean that is never NULL. A missing value is in no list, keeps no bound, and is not in a `not_in` list. */
export function whereSql(condition: Condition, find: Find): string {
  if ("all" in condition) return joined(condition.all, " AND ", find);
  if ("any" in condition) return joined(condition.any, " OR ", find);
  return `(${testsOf(condition, find(condition.column)).join(" AND ")})`;
}

const joined = (parts: readonly Condition[], by: string, find: Find): string =>
  `(${parts.map((part) => whereSql(part, find)).join(by)})`;

function testsOf(tests: Tests, column: Column): string[] {
  const value = valueSql(column);
  return [
    ...(tests.in === undefined ? [] : [isAmong(column, tests.in)]),
    ...(tests.not_in === undefined ? [] : [`NOT ${isAmong(column, tests.not_in)}`]),
    ...bounds.flatMap((bound) => (tests[bound] === undefined ? [] : [keepsBound(column, bound, tests[bound])])),
    ...(tests.missing === undefined ? [] : [`${value} IS ${tests.missing ? "" : "NOT "}NULL`]),
  ];
}

const isAmong = (column: Column, values: readonly Scalar[]): string =>
  `coalesce(${values.map((value) => equals(column, value)).join(" OR ")}, false)`;

/** Like isScalar of core: numbers by value, booleans whatever their case, texts letter by letter. */
function equals(column: Column, value: Scalar): string {
  if (typeof value === "number")
    return column.kind === "boolean"
      ? "false"
      : isMeasured(column)
        ? `${numberSql(column)} = ${literal(value)}`
        : "false";
  if (typeof value === "boolean") return `lower(${textSql(column)}) = ${literal(String(value))}`;
  return `${textSql(column)} = ${literal(value)}`;
}

const isMeasured = ({ kind }: Column): boolean =>
  kind === "text" || kind === "integer" || kind === "number" || kind === "float" || kind === "decimal";

function keepsBound(column: Column, bound: Bound, limit: number | string): string {
  const operator = operators[bound];
  const scale = scaleOf(column, limit);
  if (scale === "number")
    return `coalesce(${numberSql(column)} ${operator} ${literal(Number(limit))} AND NOT isnan(${numberSql(column)}), false)`;
  if (scale === "time") return `coalesce(${timeSql(column)} ${operator} ${timeLiteral(String(limit))}, false)`;
  return `coalesce(${textSql(column)} ${operator} ${literal(limit)}, false)`;
}

const timeLiteral = (text: string): string => `(CAST(${literal(text)} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`;

/** ISO 8601 dates and times, with or without a zone. */
const isoTime = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}(?::?\d{2})?)?)?$/;

/** Whether a text is a time as bounds take it; the day must exist. */
export const isTime = (text: string): boolean =>
  isoTime.test(text) &&
  !Number.isNaN(Date.parse(`${text.slice(0, 10)}T00:00Z`)) &&
  new Date(`${text.slice(0, 10)}T00:00Z`).toISOString().startsWith(text.slice(0, 10));

/** On which scale a bound is compared; null: the column has none that fits the bound. */
export function scaleOf({ kind }: Column, limit: number | string): "number" | "time" | "text" | null {
  if (kind === "text") return typeof limit === "number" ? "number" : isTime(limit) ? "time" : "text";
  if (kind === "time") return typeof limit === "string" && isTime(limit) ? "time" : null;
  if (kind === "integer" || kind === "number" || kind === "float" || kind === "decimal")
    return Number.isFinite(Number(limit)) && limit !== "" ? "number" : null;
  return null;
}

/** Bounds whose column cannot be compared with them, and those whose values have to be looked at: pairs of column and the values that are not comparable. */
export interface BoundUse {
  readonly column: string;
  readonly bound: Bound;
  readonly limit: number | string;
}

export function boundsOf(condition: Condition): BoundUse[] {
  if ("all" in condition) return condition.all.flatMap(boundsOf);
  if ("any" in condition) return condition.any.flatMap(boundsOf);
  return bounds.flatMap((bound) =>
    condition[bound] === undefined ? [] : [{ column: condition.column, bound, limit: condition[bound] }],
  );
}

/** Values of a column that a bound cannot be compared with, as a boolean that is never NULL; null: all can. */
export function incomparable(
  column: Column,
  limit: number | string,
): { readonly sql: string; readonly expected: string } | null {
  if (column.kind !== "text") return null;
  const scale = scaleOf(column, limit);
  if (scale === "number") return { sql: isNoNumber(column), expected: "a number" };
  return scale === "time" ? { sql: isNoTime(column), expected: "a date or time" } : null;
}
