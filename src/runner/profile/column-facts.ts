import type { ColumnProfile, Content, CountedValue } from "../../core/data-profile.js";
import type { Duckdb } from "../../engines/duckdb.js";
import type { Value } from "../../engines/duckdb-values.js";
import { type Column, numberSql, textSql } from "../../sql/column.js";
import { literal } from "../../sql/quote.js";
import { textAnswer } from "../../sql/text-answer.js";

/** Texts that people and programs write where nothing is known. "none" and "unknown" are left out: they may be a group of their own. */
const placeholderTexts = ["", "?", "na", "n/a", "#n/a", "nan", "null", "(null)", "-", "--", "."];

/** More different values than this are not listed, nor values longer than that. */
const [mostValues, longestValue] = [250, 200] as const;

const separator = "\u001f";

/** Danish (DDMMYY-XXXX) and Norwegian (11 digits) national identity numbers, by form alone. */
const nationalId = "^[0-7][0-9][0-1][0-9][0-9]{2}[- ]?([0-9]{4}|[0-9]{5})$";
const emailAddress = "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$";

/** Different values of the column that is looked at, `v`, and their rows, `n`: what holds for a value is found once. */
const grouped = "profiled_values";

/** Looks at each column of a table, in the order given. */
export async function columnFacts(
  engine: Duckdb,
  table: string,
  columns: readonly Column[],
  rows: number,
): Promise<ColumnProfile[]> {
  const profiles: ColumnProfile[] = [];
  for (const column of columns)
    profiles.push(await (isNested(column) ? nestedFacts(engine, table, column, rows) : factsOf(engine, table, column)));
  return profiles;
}

const isNested = ({ kind }: Column): boolean => kind === "list" || kind === "other";

async function nestedFacts(engine: Duckdb, table: string, { name, sql }: Column, rows: number): Promise<ColumnProfile> {
  const [missing] = (await engine.row(`SELECT count_if(${sql} IS NULL)::DOUBLE FROM ${table}`)).map(Number);
  return {
    name,
    content: "nested",
    missing: missing ?? 0,
    placeholders: [],
    placeholderRows: 0,
    known: rows - (missing ?? 0),
    distinct: 0,
    least: null,
    most: null,
    longest: 0,
    wordy: 0,
    personal: 0,
    values: null,
  };
}

async function factsOf(engine: Duckdb, table: string, own: Column): Promise<ColumnProfile> {
  await engine.run(
    `CREATE OR REPLACE TABLE ${grouped} AS SELECT ${own.sql} AS v, count(*)::DOUBLE AS n FROM ${table} GROUP BY ALL`,
  );
  const column = { ...own, sql: "v" };
  const facts = await engine.row(`SELECT ${aggregates(column)} FROM ${grouped}`);
  const number = (place: number): number => Number(facts[place] ?? 0);
  const [missing, placeholderRows, distinct, known] = [number(0), number(1), number(3), number(4)];
  const counts = { known, numbers: number(5), integers: number(6), times: number(7), flags: number(8) };
  const content = contentOf(column, counts);
  const isNumber = content === "integer" || content === "number";
  const longest = number(11);
  return {
    name: column.name,
    content,
    missing,
    placeholders: placeholderRows === 0 ? [] : String(facts[2] ?? "").split(separator),
    placeholderRows,
    known,
    distinct,
    least: isNumber ? number(9) : null,
    most: isNumber ? number(10) : null,
    longest,
    wordy: known === 0 ? 0 : number(12) / known,
    personal: known === 0 ? 0 : number(13) / known,
    values: distinct <= mostValues && longest <= longestValue ? await valuesOf(engine, column) : null,
  };
}

const isPlaceholder = (text: string): string =>
  `(lower(trim(${text})) IN (${placeholderTexts.map(literal).join(", ")}))`;

const isKnown = (text: string): string => `(${text} IS NOT NULL AND NOT ${isPlaceholder(text)})`;

/** Facts in the order that {@link factsOf} takes them in. */
function aggregates(column: Column): string {
  const text = textSql(column);
  const known = isKnown(text);
  const number = column.kind === "time" || column.kind === "boolean" ? "NULL::DOUBLE" : numberSql(column);
  const isReal = `(${known} AND ${number} IS NOT NULL AND isfinite(${number}))`;
  const isPlain = column.kind === "text" ? `(${isReal} AND NOT regexp_matches(${text}, '^\\s*[-+]?0[0-9]'))` : isReal;
  const rows = (condition: string): string => `coalesce(sum(n) FILTER (${condition}), 0)`;
  const placeholder = `(${text} IS NOT NULL AND ${isPlaceholder(text)})`;
  return [
    rows(`${text} IS NULL`),
    rows(placeholder),
    textAnswer(`array_to_string(list_sort(list(DISTINCT ${text}) FILTER (${placeholder})), ${literal(separator)})`),
    `(count(DISTINCT ${text}) FILTER (${known}))::DOUBLE`,
    rows(known),
    rows(isPlain),
    rows(`${isPlain} AND ${number} = floor(${number})`),
    rows(`${known} AND ${isTime(column)}`),
    rows(`${known} AND lower(${text}) IN ('true', 'false')`),
    `min(${number}) FILTER (${isReal})`,
    `max(${number}) FILTER (${isReal})`,
    `coalesce(max(length(${text})), 0)::DOUBLE`,
    rows(`${known} AND regexp_matches(trim(${text}), '\\S\\s+\\S+\\s+\\S')`),
    rows(
      `${known} AND (regexp_matches(${text}, ${literal(emailAddress)}) OR regexp_matches(${text}, ${literal(nationalId)}))`,
    ),
  ].join(", ");
}

function isTime({ kind, sql }: Column): string {
  if (kind === "time") return "true";
  if (kind !== "text") return "false";
  // A year or an amount is no time, whatever a parser makes of it.
  return `(TRY_CAST(${sql} AS DOUBLE) IS NULL AND isfinite(TRY_CAST(${sql} AS TIMESTAMPTZ)))`;
}

interface Counts {
  readonly known: number;
  readonly numbers: number;
  readonly integers: number;
  readonly times: number;
  readonly flags: number;
}

/** One value of another type is enough: a run would stop there. */
function contentOf({ kind }: Column, { known, numbers, integers, times, flags }: Counts): Content {
  if (known === 0) return "none";
  if (kind === "boolean" || flags === known) return "boolean";
  if (times === known) return "time";
  if (numbers < known) return "text";
  return integers === numbers ? "integer" : "number";
}

async function valuesOf(engine: Duckdb, column: Column): Promise<CountedValue[]> {
  const text = textSql(column);
  const answer: Value[][] = await engine.query(
    `SELECT ${textAnswer("value")}, n FROM (SELECT ${text} AS value, sum(n) AS n FROM ${grouped} WHERE ${isKnown(text)} GROUP BY ALL) ORDER BY n DESC, value`,
  );
  return answer.map(([value, n]) => ({ value: String(value), n: Number(n) }));
}
