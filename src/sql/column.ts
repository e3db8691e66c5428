import { literal } from "./quote.js";

/** What an engine's types are to us. `other`: nested or binary values, which nothing here can use. */
export type ColumnKind = "text" | "integer" | "number" | "float" | "decimal" | "boolean" | "time" | "list" | "other";

/** A column of a relation. Its own name never reaches the engine as text. */
export interface Column {
  /** As the data calls it. */
  readonly name: string;
  /** Its expression, of our own making. */
  readonly sql: string;
  readonly kind: ColumnKind;
  /** The engine's name of the type. */
  readonly type: string;
  /** Texts that mean "missing". */
  readonly missing: readonly string[];
}

/** The value, NULL where missing: a text that the suite calls so, or NaN (as data frames write it); -0 becomes 0. */
export function valueSql({ sql, kind, missing }: Column): string {
  if (kind === "number" || kind === "float") return `(CASE WHEN isnan(${sql}) THEN NULL ELSE ${sql} + 0 END)`;
  if (kind === "decimal") return `CAST(${sql} AS DOUBLE)`;
  if (kind === "text" && missing.length > 0)
    return `(CASE WHEN ${sql} IN (${missing.map(literal).join(", ")}) THEN NULL ELSE ${sql} END)`;
  return sql;
}

/** The value as a double; NULL where missing or where a text is no number ({@link isNoNumber} tells them apart). NaN and infinity stay. */
export function numberSql(column: Column): string {
  const { sql, kind } = column;
  if (kind === "text") {
    const value = valueSql(column);
    return `(CASE WHEN contains(${value}, '_') THEN NULL ELSE TRY_CAST(${value} AS DOUBLE) END)`;
  }
  return kind === "number" ? sql : `CAST(${sql} AS DOUBLE)`;
}

/** True where a column says yes; false where it says no, or nothing. {@link isNoFlag} finds what is neither. */
export const flagSql = (column: Column): string =>
  column.kind === "boolean"
    ? `coalesce(${column.sql}, false)`
    : `coalesce(${said(column)} IN ('true', '1', 'yes'), false)`;

/** A value that is neither missing nor true or false, 1 or 0, yes or no. */
export const isNoFlag = (column: Column): string =>
  column.kind === "boolean"
    ? "false"
    : `coalesce(${said(column)} NOT IN ('true', '1', 'yes', 'false', '0', 'no'), false)`;

const said = (column: Column): string => `lower(${textSql(column)})`;

/** A text that is neither missing nor a number. */
export const isNoNumber = (column: Column): string =>
  column.kind === "text" ? `(${valueSql(column)} IS NOT NULL AND ${numberSql(column)} IS NULL)` : "false";

/** The value as a time of UTC without zone; texts without a zone are taken as UTC. NULL where missing or no time. */
export function timeSql(column: Column): string {
  const value = valueSql(column);
  if (column.kind === "text") return finiteTime(`(TRY_CAST(${value} AS TIMESTAMPTZ) AT TIME ZONE 'UTC')`);
  if (column.type === "TIMESTAMP WITH TIME ZONE") return finiteTime(`(${value} AT TIME ZONE 'UTC')`);
  return finiteTime(`CAST(${value} AS TIMESTAMP)`);
}

const finiteTime = (sql: string): string => `(CASE WHEN isfinite(${sql}) THEN ${sql} END)`;

/** A value that is neither missing nor a time. */
export const isNoTime = (column: Column): string => `(${valueSql(column)} IS NOT NULL AND ${timeSql(column)} IS NULL)`;

/** The value as text for a model's text input or for a comparison with one; booleans as true and false, whole numbers without ".0". */
export function textSql(column: Column): string {
  const value = valueSql(column);
  if (column.kind === "text") return value;
  const text = `CAST(${value} AS VARCHAR)`;
  return column.kind === "number" || column.kind === "float" || column.kind === "decimal"
    ? `regexp_replace(${text}, '\\.0$', '')`
    : text;
}
