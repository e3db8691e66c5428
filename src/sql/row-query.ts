import type { ExclusionReason } from "../core/measured.js";
import { exclusionReasons } from "../core/tallied-exclusions.js";
import { binSql } from "./bins.js";
import {
  type Column,
  flagSql,
  isNoFlag,
  isNoNumber,
  isNoTime,
  numberSql,
  textSql,
  timeSql,
  valueSql,
} from "./column.js";
import { consentSql } from "./consent.js";
import { boundsOf, type Condition, incomparable, whereSql } from "./where.js";

/** Which columns say what about a row. */
export interface RowPlan {
  readonly where: { readonly condition: Condition; readonly columns: ReadonlyMap<string, Column> } | null;
  readonly consent: { readonly column: Column; readonly requires: string } | null;
  readonly time: { readonly column: Column; readonly period: string } | null;
  readonly label: Column | null;
  /** Whether label and predictions are numbers rather than classes. */
  readonly isRegression: boolean;
  readonly unit: Column | null;
  /** What names a row, where rows are kept. */
  readonly id: Column | null;
  readonly weight: Column | null;
  readonly count: Column | null;
  readonly attributes: readonly { readonly column: Column; readonly bins: readonly number[] | null }[];
  readonly strata: readonly Column[];
  /** Logged predictions, by model; both null for a model that scores. */
  readonly models: readonly {
    readonly prediction: Column | null;
    readonly score: Column | null;
    readonly isProbability: boolean;
    /** Scores of several classes: label value and column. */
    readonly classScores: readonly { readonly name: string; readonly column: Column }[];
    /** True where the model left the decision to somebody else; such a row may lack a prediction. */
    readonly abstained: Column | null;
    readonly confidence: Column | null;
  }[];
  /** What models that score take. */
  readonly features: readonly { readonly column: Column; readonly type: "number" | "text" }[];
  /** Columns whose distributions are counted. */
  readonly distributions: readonly Column[];
}

/** 0: kept; 1 … 6: left out for the reason of that place in `exclusionReasons`; beyond: unusable. */
export const codes = { kept: 0, invalid: 7, incomparable: 8 } as const;

const codeOf = (reason: ExclusionReason): number => exclusionReasons.indexOf(reason) + 1;

/** The reason of a code, or null. */
export const reasonOf = (code: number): ExclusionReason | null => exclusionReasons[code - 1] ?? null;

/** A value that a column must not hold: where it does, the whole run stops. */
export interface Check {
  /** Rows with this code hold such a value, one check or the other. */
  readonly code: number;
  readonly column: Column;
  /** True where the value is wrong, never NULL. */
  readonly sql: string;
  readonly expected: string;
  readonly found: string;
}

/** Names of the columns of {@link rowQuery}. */
export const rowColumns = {
  code: "code",
  group: (place: number) => `g${place}`,
  stratum: (place: number) => `s${place}`,
  label: "y",
  prediction: (model: number) => `p${model}`,
  score: (model: number) => `q${model}`,
  classScore: (model: number, place: number) => `q${model}_${place}`,
  abstained: (model: number) => `a${model}`,
  confidence: (model: number) => `c${model}`,
  weight: "w",
  count: "n",
  unit: "u",
  id: "id",
  time: "t",
  feature: (place: number) => `f${place}`,
  distribution: (place: number) => `d${place}`,
} as const;

/** One row per row of the relation: whether it is kept, and the values that are counted, NULL where missing. */
export function rowQuery(plan: RowPlan, from: string): string {
  const optional = (column: Column | null, sql: (column: Column) => string, name: string): string[] =>
    column === null ? [] : [`${sql(column)} AS ${name}`];
  const columns = [
    `${codeSql(plan)} AS ${rowColumns.code}`,
    ...plan.attributes.map(
      ({ column, bins }, place) =>
        `${bins === null ? valueSql(column) : binSql(column, bins)} AS ${rowColumns.group(place)}`,
    ),
    ...plan.strata.map((column, place) => `${valueSql(column)} AS ${rowColumns.stratum(place)}`),
    ...optional(plan.label, targetSql(plan), rowColumns.label),
    ...plan.models.flatMap(({ prediction, score, classScores, abstained, confidence }, model) => [
      ...optional(prediction, targetSql(plan), rowColumns.prediction(model)),
      ...optional(score, numberSql, rowColumns.score(model)),
      ...classScores.map(({ column }, place) => `${numberSql(column)} AS ${rowColumns.classScore(model, place)}`),
      ...optional(abstained, flagSql, rowColumns.abstained(model)),
      ...optional(confidence, numberSql, rowColumns.confidence(model)),
    ]),
    ...optional(plan.weight, numberSql, rowColumns.weight),
    ...optional(plan.count, (column) => `TRY_CAST(${numberSql(column)} AS BIGINT)`, rowColumns.count),
    ...optional(plan.unit, valueSql, rowColumns.unit),
    ...optional(plan.id, valueSql, rowColumns.id),
    ...optional(plan.time?.column ?? null, timeSql, rowColumns.time),
    ...plan.features.map(({ column, type }, place) => `${featureSql(column, type)} AS ${rowColumns.feature(place)}`),
    ...plan.distributions.map((column, place) => `${valueSql(column)} AS ${rowColumns.distribution(place)}`),
  ];
  return `SELECT ${columns.join(", ")} FROM ${from}`;
}

/** How labels and predictions are read: as numbers of a regression, or as names of classes. */
const targetSql = ({ isRegression }: RowPlan): ((column: Column) => string) =>
  isRegression ? (column) => `(${numberSql(column)} + 0)` : valueSql;

/** Rows with their number, their code, and whether a check finds their value wrong. */
export const codedRows = (plan: RowPlan, from: string, wrong: string): string =>
  `SELECT row, ${codeSql(plan)} AS ${rowColumns.code}, ${wrong} AS wrong FROM (SELECT row_number() OVER () AS row, * FROM ${from})`;

function featureSql(column: Column, type: "number" | "text"): string {
  if (type === "number") return `coalesce(${numberSql(column)}, 'nan'::DOUBLE)`;
  return textSql(column);
}

/** The first of these that applies is a row's code. */
function codeSql(plan: RowPlan): string {
  const checks = checksOf(plan);
  const any = (code: number): string[] => {
    const failing = checks.filter((check) => check.code === code).map(({ sql }) => sql);
    return failing.length === 0 ? [] : [`WHEN ${failing.join(" OR ")} THEN ${code}`];
  };
  const missing = (reason: ExclusionReason, columns: readonly (Column | null)[]): string[] =>
    columns.flatMap((column) => (column === null ? [] : [`WHEN ${missingSql(column)} THEN ${codeOf(reason)}`]));
  const branches = [
    ...any(codes.incomparable),
    ...(plan.where === null
      ? []
      : [
          `WHEN NOT ${whereSql(plan.where.condition, (name) => plan.where!.columns.get(name)!)} THEN ${codeOf("filtered")}`,
        ]),
    ...(plan.consent === null
      ? []
      : [`WHEN NOT ${consentSql(plan.consent.column, plan.consent.requires)} THEN ${codeOf("no_consent")}`]),
    ...missing("missing_time", [plan.time?.column ?? null]),
    ...missing("missing_label", [plan.label]),
    ...missing("missing_unit", [plan.unit]),
    ...plan.models.flatMap(missingAnswers).map((condition) => `WHEN ${condition} THEN ${codeOf("missing_prediction")}`),
    ...any(codes.invalid),
  ];
  return branches.length === 0
    ? `CAST(${codes.kept} AS TINYINT)`
    : `CAST(CASE ${branches.join(" ")} ELSE ${codes.kept} END AS TINYINT)`;
}

/** Where a model's answer is not there, and was not left to somebody else. */
function missingAnswers({
  prediction,
  score,
  classScores,
  abstained,
  confidence,
}: RowPlan["models"][number]): string[] {
  const unlessLeft = abstained === null ? "" : ` AND NOT ${flagSql(abstained)}`;
  const numbers = [score, confidence, ...classScores.map(({ column }) => column)].filter((column) => column !== null);
  return [...(prediction === null ? [] : [`(${missingSql(prediction)}${unlessLeft})`]), ...numbers.map(absentSql)];
}

const missingSql = (column: Column): string => `${valueSql(column)} IS NULL`;

/** No value at all: a score that is NaN is not missing but wrong. */
const absentSql = (column: Column): string => (column.kind === "text" ? missingSql(column) : `${column.sql} IS NULL`);

/** Everything that stops a run, in the order in which it is told. */
export function checksOf(plan: RowPlan): Check[] {
  const invalid = (column: Column, sql: string, expected: string, found: string): Check => ({
    code: codes.invalid,
    column,
    sql,
    expected,
    found,
  });
  const number = (column: Column, expected = "a number"): Check[] =>
    column.kind === "text" ? [invalid(column, isNoNumber(column), expected, "text")] : [];
  const { time, weight, count } = plan;
  return [
    ...whereChecks(plan),
    ...(time === null
      ? []
      : [
          invalid(
            time.column,
            isNoTime(time.column),
            "a date or time",
            time.column.kind === "text" ? "text" : "an infinite one",
          ),
        ]),
    ...plan.attributes.flatMap(({ column, bins }) => (bins === null ? [] : number(column))),
    ...(plan.isRegression ? [plan.label, ...plan.models.map(({ prediction }) => prediction)] : []).flatMap((column) =>
      column === null ? [] : [...number(column), finite(column, "a number", invalid)],
    ),
    ...plan.models.flatMap(({ score, isProbability, classScores, abstained, confidence }) => [
      ...(score === null ? [] : [...number(score), ...scoreChecks(score, isProbability, invalid)]),
      ...classScores.flatMap(({ column }) => [...number(column), finite(column, "a number", invalid)]),
      ...(abstained === null ? [] : [invalid(abstained, isNoFlag(abstained), "true or false", "another value")]),
      ...(confidence === null ? [] : [...number(confidence), ...confidenceChecks(confidence, invalid)]),
    ]),
    ...(weight === null ? [] : [...number(weight), ...weightChecks(weight, invalid)]),
    ...(count === null ? [] : [...number(count), ...countChecks(count, invalid)]),
    ...plan.features.flatMap(({ column, type }) => (type === "number" ? number(column) : [])),
  ];
}

type MakeCheck = (column: Column, sql: string, expected: string, found: string) => Check;

const never = (sql: string): string => `coalesce(${sql}, false)`;
const notFinite = (sql: string): string => never(`NOT isfinite(${sql})`);

const finite = (column: Column, expected: string, check: MakeCheck): Check =>
  check(column, notFinite(numberSql(column)), expected, "a value that is not finite");

const confidenceChecks = (column: Column, check: MakeCheck): Check[] => [
  finite(column, "a number", check),
  check(column, outsideShare(numberSql(column)), "a confidence from 0 to 1", "a number outside"),
];

const outsideShare = (sql: string): string => never(`(${sql} < 0 OR ${sql} > 1)`);

function scoreChecks(column: Column, isProbability: boolean, check: MakeCheck): Check[] {
  const isNumber = finite(column, "a number", check);
  if (!isProbability) return [isNumber];
  return [
    isNumber,
    check(
      column,
      outsideShare(numberSql(column)),
      "a probability from 0 to 1, or a `threshold` in the suite for another scale",
      "a number outside",
    ),
  ];
}

function weightChecks(column: Column, check: MakeCheck): Check[] {
  const weight = numberSql(column);
  return [
    check(column, absentSql(column), "a weight", "a missing value"),
    check(column, notFinite(weight), "a weight", "a value that is not finite"),
    check(column, never(`${weight} < 0`), "a weight", "a negative number"),
  ];
}

/** Counts stay below 2^53, so that all sums of them are exact. */
function countChecks(column: Column, check: MakeCheck): Check[] {
  const count = numberSql(column);
  return [
    check(column, absentSql(column), "a number of people", "a missing value"),
    check(
      column,
      never(`(NOT isfinite(${count}) OR ${count} < 0 OR ${count} <> floor(${count}) OR ${count} > ${2 ** 53})`),
      "a whole number of people, zero or more",
      "another number",
    ),
  ];
}

function whereChecks({ where }: RowPlan): Check[] {
  if (where === null) return [];
  return boundsOf(where.condition).flatMap(({ column: name, limit }) => {
    const column = where.columns.get(name)!;
    const wrong = incomparable(column, limit);
    return wrong === null
      ? []
      : [{ code: codes.incomparable, column, sql: wrong.sql, expected: wrong.expected, found: "text" }];
  });
}
