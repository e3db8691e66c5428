import { type AttributeRule, binGroups, groupOf, outsideBins } from "../core/attribute-groups.js";
import { unknownGroup } from "../core/groups.js";
import type { ExcludedTally } from "../core/tallied-exclusions.js";
import type { Sums } from "../core/tally.js";
import type { ColumnKind } from "../sql/column.js";
import { fixedPoint } from "../sql/fixed-point.js";
import { codes, reasonOf, rowColumns } from "../sql/row-query.js";
import { textAnswer } from "../sql/text-answer.js";

/** More group tuples than this are not counted. */
export const mostKeys = 1_000_000;

/** What the rows of one model are counted by. */
export interface KeySpec {
  readonly attributes: readonly { readonly rule: AttributeRule; readonly kind: ColumnKind }[];
  readonly strata: readonly ColumnKind[];
  readonly label: ColumnKind | null;
  /** Expression of the prediction over the rows; null: none. */
  readonly prediction: { readonly sql: string; readonly kind: ColumnKind } | null;
  /** Expression that is true where the model left the decision to somebody else; null: it always decides. */
  readonly abstained: string | null;
  /** What another model said of the same row; absent: only one is counted. */
  readonly before?: Pick<KeySpec, "prediction" | "abstained"> | undefined;
  /** Expression of the place of the true class among the model's classes; null: not wanted. */
  readonly rank: string | null;
  /** Expression of the score, when its sums are wanted. */
  readonly score: string | null;
  readonly isWeighted: boolean;
  readonly isCounted: boolean;
  readonly hasTime: boolean;
}

const keyLabel = rowColumns.label;
const keyPrediction = "p";
const keyAbstained = "a";
const keyRank = "k";
const keyBefore = "b";
const keyAbstainedBefore = "z";

const groupNames = (spec: KeySpec): string[] => spec.attributes.map((_, place) => rowColumns.group(place));
const stratumNames = (spec: KeySpec): string[] => spec.strata.map((_, place) => rowColumns.stratum(place));

/** Columns that tell one key from another, beside the code. */
export const keyColumns = (spec: KeySpec): string[] => [
  ...groupNames(spec),
  ...stratumNames(spec),
  ...(spec.label === null ? [] : [keyLabel]),
  ...(spec.prediction === null ? [] : [keyPrediction]),
  ...(spec.abstained === null ? [] : [keyAbstained]),
  ...(spec.before?.prediction ? [keyBefore] : []),
  ...(spec.before?.abstained ? [keyAbstainedBefore] : []),
  ...(spec.rank === null ? [] : [keyRank]),
];

/** Rows with what only kept rows may show: of the others, the groups alone are counted. `more` are further columns to carry along. */
export function keptValues(spec: KeySpec, rows: string, more: readonly string[] = []): string {
  const kept = (sql: string, name = sql): string =>
    `CASE WHEN ${rowColumns.code} = ${codes.kept} THEN ${sql} END AS ${name}`;
  const columns = [
    rowColumns.code,
    ...groupNames(spec),
    ...stratumNames(spec).map((name) => kept(name)),
    ...(spec.label === null ? [] : [kept(keyLabel)]),
    ...(spec.prediction === null ? [] : [kept(spec.prediction.sql, keyPrediction)]),
    ...(spec.abstained === null ? [] : [kept(spec.abstained, keyAbstained)]),
    ...(spec.before?.prediction ? [kept(spec.before.prediction.sql, keyBefore)] : []),
    ...(spec.before?.abstained ? [kept(spec.before.abstained, keyAbstainedBefore)] : []),
    ...(spec.rank === null ? [] : [kept(spec.rank, keyRank)]),
    ...(spec.isWeighted ? [kept(rowColumns.weight)] : []),
    ...(spec.isCounted ? [rowColumns.count] : []),
    ...(spec.score === null ? [] : [kept(spec.score, "q")]),
    ...more,
  ];
  return `SELECT ${columns.join(", ")} FROM ${rows}`;
}

/** Groups of rows that are alike as they stand, with their code, key and number: a key may come several times. */
export const groupKeysSql = (spec: KeySpec, groups: string): string =>
  `(SELECT *, ${rowColumns.count} AS rows FROM (${keptValues(spec, groups)}) LIMIT ${mostKeys + 1})`;

/** One row per distinct code and key, with its number of rows and sums. */
function countedKeysSql(spec: KeySpec, rows: string): string {
  const keys = [rowColumns.code, ...keyColumns(spec)];
  const aggregates = [
    ...(spec.isCounted ? [`sum(${rowColumns.count}) AS rows`] : ["count(*) AS rows"]),
    ...sumColumns(spec).map(
      ([name, sql]) => `sum(${spec.isCounted ? `${rowColumns.count} * ` : ""}${fixedPoint(sql)}) AS ${name}`,
    ),
    ...(spec.hasTime ? [`min(${rowColumns.time}) AS first_time`, `max(${rowColumns.time}) AS last_time`] : []),
  ];
  const time = spec.hasTime ? [rowColumns.time] : [];
  return `(SELECT ${[...keys, ...aggregates].join(", ")} FROM (${keptValues(spec, rows, time)}) GROUP BY ${keys.join(", ")} LIMIT ${mostKeys + 1})`;
}

/** The same as a table that numbers the keys, in no order. */
export const keyTableSql = (table: string, spec: KeySpec, rows: string): string =>
  `CREATE OR REPLACE TABLE ${table} AS SELECT CAST(row_number() OVER () - 1 AS INTEGER) AS id, * FROM ${countedKeysSql(spec, rows)}`;

type SumName = keyof Sums;

/** Sums that have to be added up row by row; the others follow from these. */
function sumColumns({ isWeighted, score }: KeySpec): [name: SumName, sql: string][] {
  if (!isWeighted)
    return score === null
      ? []
      : [
          ["ws", "q"],
          ["ws2", "q * q"],
        ];
  const weights: [SumName, string][] = [
    ["w", "w"],
    ["w2", "w * w"],
  ];
  if (score === null) return weights;
  return [...weights, ["ws", "w * q"], ["ws2", "w * q * q"], ["w2s", "w * w * q"], ["w2s2", "w * w * q * q"]];
}

/** Reads counted keys, every value in a form that {@link parseKeys} takes. */
export function readKeysSql(from: string, spec: KeySpec): string {
  const columns = [
    rowColumns.code,
    ...spec.attributes.map(({ rule, kind }, place) =>
      rule.bins === undefined ? plain(rowColumns.group(place), kind) : rowColumns.group(place),
    ),
    ...spec.strata.map((kind, place) => plain(rowColumns.stratum(place), kind)),
    ...(spec.label === null ? [] : [plain(keyLabel, spec.label)]),
    ...(spec.prediction === null ? [] : [plain(keyPrediction, spec.prediction.kind)]),
    ...(spec.abstained === null ? [] : [keyAbstained]),
    ...(spec.before?.prediction ? [plain(keyBefore, spec.before.prediction.kind)] : []),
    ...(spec.before?.abstained ? [keyAbstainedBefore] : []),
    ...(spec.rank === null ? [] : [`CAST(${keyRank} AS DOUBLE)`]),
    "CAST(rows AS DOUBLE)",
    ...sumColumns(spec).map(([name]) => name),
    ...(spec.hasTime ? ["epoch_ms(first_time)", "epoch_ms(last_time)"] : []),
  ];
  return `SELECT ${columns.join(", ")} FROM ${from}`;
}

/** A value of a key as text, number or boolean. */
export function plain(name: string, kind: ColumnKind): string {
  if (kind === "text") return textAnswer(name);
  if (kind === "number" || kind === "decimal" || kind === "boolean") return name;
  return kind === "float" ? `CAST(CAST(${name} AS VARCHAR) AS DOUBLE)` : `CAST(${name} AS VARCHAR)`;
}

export type KeyValue = string | number | boolean | bigint | null;

/** A key as read: its values as text, null where missing. */
export interface Key {
  readonly code: number;
  readonly groups: readonly string[];
  readonly strata: readonly string[];
  readonly label: string | null;
  readonly prediction: string | null;
  readonly abstained: boolean | null;
  /** What the other model said; null without one. */
  readonly before: { readonly prediction: string | null; readonly abstained: boolean } | null;
  readonly rank: number | null;
  readonly n: number;
  readonly sums: Sums;
  /** Places of attributes whose value lies in no bin. */
  readonly outside: readonly number[];
  /** Milliseconds since 1970, of rows that have a time. */
  readonly first: number | null;
  readonly last: number | null;
}

/** The rows of {@link readKeysSql} in their order; `rows[i][c]` is column c of row i. */
export function parseKeys(spec: KeySpec, rows: readonly (readonly KeyValue[])[]): Key[] {
  const groups = spec.attributes.map(({ rule }) => groupReader(rule));
  const strata = spec.strata.map(() => remembered((value) => groupOf(asText(value), { name: "" })));
  const binned = spec.attributes.flatMap(({ rule }, place) => (rule.bins === undefined ? [] : [place]));
  const sums = sumColumns(spec).map(([name]) => name);
  return rows.map((row) => {
    let at = 0;
    const next = (): KeyValue => row[at++] ?? null;
    const code = Number(next());
    const raw = spec.attributes.map(next);
    const inStrata = strata.map((stratum) => stratum(next()));
    const label = spec.label === null ? null : asText(next());
    const prediction = spec.prediction === null ? null : asText(next());
    const abstained = spec.abstained === null ? null : next() === true;
    const before = spec.before === undefined ? null : answerBefore(spec.before, next);
    const rank = spec.rank === null ? null : Number(next());
    const n = Number(next());
    const summed = Object.fromEntries(sums.map((name) => [name, BigInt(next() ?? 0)]));
    const [first, last] = spec.hasTime ? [next(), next()] : [null, null];
    return {
      code,
      groups: raw.map((value, place) => groups[place]!(value)),
      strata: inStrata,
      label,
      prediction,
      abstained,
      before,
      rank,
      n,
      sums: summed,
      outside: binned.filter((place) => raw[place] === outsideBins),
      first: first === null ? null : Number(first),
      last: last === null ? null : Number(last),
    };
  });
}

function answerBefore(
  { prediction, abstained }: NonNullable<KeySpec["before"]>,
  next: () => KeyValue,
): NonNullable<Key["before"]> {
  const said = prediction === null ? null : asText(next());
  return { prediction: said, abstained: abstained !== null && next() === true };
}

/** A value of the data as the text that names it: booleans true and false, whole numbers without ".0". */
export const asText = (value: KeyValue): string | null => (value === null ? null : String(value));

/** Reader of an attribute's values as {@link plain} gives them (of bins: their numbers). */
export function groupReader(rule: AttributeRule): (value: KeyValue) => string {
  if (rule.bins === undefined) return remembered((value) => groupOf(asText(value), rule));
  const names = binGroups(rule);
  return (value) => (value === null || value === outsideBins ? unknownGroup : names[Number(value)]!);
}

/** Keys repeat the few values of an attribute over and over. */
function remembered(of: (value: KeyValue) => string): (value: KeyValue) => string {
  const known = new Map<KeyValue, string>();
  return (value) => {
    const name = known.get(value) ?? of(value);
    known.set(value, name);
    return name;
  };
}

/** The keys of rows that were left out, by reason. */
export const excludedOf = (keys: readonly Key[]): ExcludedTally[] =>
  keys.flatMap(({ code, groups, n }) => {
    const reason = reasonOf(code);
    return reason === null ? [] : [{ reason, groups, rows: n }];
  });
