import { cutTableSql, periodSql, tiesSql } from "../aggregates/cuts.js";
import type { Key, KeySpec } from "../aggregates/key-table.js";
import type { ModelCounts } from "../core/cells.js";
import { type Classes, type ClassesRequest, classesOf, labelFor } from "../core/classes.js";
import { decisionWords, defaultThreshold } from "../core/decision.js";
import type { ModelFacts, Warning } from "../core/measured.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { type CountedKeys, countKeys, countModel } from "./count-model.js";
import type { Workshop } from "./workshop.js";

export interface MeasuredModel {
  readonly facts: ModelFacts;
  readonly counts: ModelCounts;
  readonly counted: CountedKeys;
  readonly units: number | null;
  readonly warnings: readonly Warning[];
}

/** How the rows of a model come by their prediction. */
interface Decision {
  readonly prediction: KeySpec["prediction"];
  /** Expression of the score; null: none, or one that says nothing of the positive class. */
  readonly score: string | null;
  /** Rows to count: with the cuts of their periods joined on, where there are any. */
  readonly rows: string;
  /** Whether predictions are named by values of their own rather than made by a threshold. */
  readonly isNamed: boolean;
  readonly words: string | null;
  readonly warnings: readonly Warning[];
}

/** One model's counts. `check` looks at the keys before anything is made of them. */
export async function measureModel(
  workshop: Workshop,
  place: number,
  check: (counted: CountedKeys) => Promise<void>,
): Promise<MeasuredModel> {
  const { suite, plan, engine, models, options } = workshop;
  const decision = await decide(workshop, place);
  const wanted = keySpec(workshop, decision);
  const counted = await countKeys(engine, wanted, decision.rows);
  await check(counted);
  const classes = classesFor(workshop, place, decision, counted.keys);
  const spec: KeySpec = classes.isBinary ? wanted : { ...wanted, score: null };
  const { counts, units } = await countModel({
    engine,
    spec,
    rows: decision.rows,
    keys: classes.isBinary ? counted.keys : counted.keys.map(withoutScore),
    classes,
    attributes: suite.attributes.map(({ name }) => name),
    strata: suite.strata,
    unit: plan.rows.unit?.kind ?? null,
    score: options.needs.scores && classes.isBinary ? decision.score : null,
  });
  const warnings = [
    ...(models[place]?.warnings?.() ?? []),
    ...decision.warnings,
    ...unlabelled(suite.models[place]!.id, classes),
  ];
  return { facts: factsOf(workshop, place, decision, classes), counts, counted, units, warnings };
}

/** Scores of several classes are those of the predicted class: no mean of them is wanted. */
const withoutScore = (key: Key): Key => ({ ...key, sums: { ...key.sums, ws: 0n, ws2: 0n, w2s: 0n, w2s2: 0n } });

function keySpec({ options, plan }: Workshop, { prediction, score }: Decision): KeySpec {
  const { rows, rules } = plan;
  return {
    attributes: rules.map((rule, place) => ({ rule, kind: rows.attributes[place]!.column.kind })),
    strata: rows.strata.map(({ kind }) => kind),
    label: rows.label?.kind ?? null,
    prediction,
    score: options.needs.means ? score : null,
    isWeighted: rows.weight !== null,
    isCounted: rows.count !== null,
    hasTime: rows.time !== null,
  };
}

async function decide(workshop: Workshop, place: number): Promise<Decision> {
  const { rows, plan, models, options } = workshop;
  const none: Decision = { prediction: null, score: null, rows, isNamed: false, words: null, warnings: [] };
  const { prediction, score } = plan.rows.models[place]!;
  if (models[place] !== null) return options.job === "inspect" ? none : decideScored(workshop, place);
  const scoreColumn = score === null ? null : rowColumns.score(place);
  if (prediction === null) return decideByScore(workshop, place, scoreColumn!);
  return {
    ...none,
    prediction: { sql: rowColumns.prediction(place), kind: prediction.kind },
    score: scoreColumn,
    isNamed: true,
  };
}

/** A model that scored: by its own class names where there are more than two or it gives no score, else by its score. */
async function decideScored(workshop: Workshop, place: number): Promise<Decision> {
  const { engine, rows, answered, models, plan } = workshop;
  const { hasScore, hasLabel } = answered[place]!;
  const label = plan.rows.label === null ? "NULL" : rowColumns.label;
  const [labels = 0, predicted = 0] = hasLabel
    ? (
        await engine.row(
          `SELECT count(DISTINCT ${label})::DOUBLE, count(DISTINCT ${rowColumns.prediction(place)})::DOUBLE FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`,
        )
      ).map(Number)
    : [];
  const classes = Math.max(models[place]?.classNames?.length ?? 0, predicted);
  if (hasLabel && (!hasScore || labels > 2 || classes > 2)) {
    return {
      prediction: { sql: rowColumns.prediction(place), kind: "text" },
      score: null,
      rows,
      isNamed: true,
      words: null,
      warnings: [],
    };
  }
  return decideByScore(
    workshop,
    place,
    (await isOfNegative(workshop, place)) ? `(1 - ${rowColumns.score(place)})` : rowColumns.score(place),
  );
}

/** Whether a model's score is that of the negative class: it is that of its last class, and the suite may count the first as positive. */
async function isOfNegative({ engine, suite, models, plan, rows }: Workshop, place: number): Promise<boolean> {
  const names = models[place]?.classNames ?? [];
  const { positive, classes } = suite.models[place]!;
  if (names.length !== 2 || plan.rows.label === null) return false;
  const found = await engine.query(
    `SELECT DISTINCT CAST(${rowColumns.label} AS VARCHAR) FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept} LIMIT 3`,
  );
  const labels = found.map(([label]) => String(label));
  const meant = names.map((name) => labelFor(name, labels, classes));
  if (!meant.every((name) => labels.includes(name)) || meant[0] === meant[1]) return false;
  const request: ClassesRequest = {
    model: suite.models[place]!.id,
    labels,
    predictions: names,
    positive,
    names: classes,
    at: ["models", place],
  };
  return classesOf(request).predictionIndex.get(names[1]!) === 0;
}

async function decideByScore({ engine, suite, rows, plan }: Workshop, place: number, score: string): Promise<Decision> {
  const { id, threshold = defaultThreshold } = suite.models[place]!;
  const period = plan.rows.time?.period ?? null;
  const made = { score, isNamed: false, words: decisionWords(threshold, period) };
  const selected = (from: string): KeySpec["prediction"] => ({ sql: `(${score} >= ${from})`, kind: "boolean" });
  if (typeof threshold === "number") return { ...made, rows, prediction: selected(literal(threshold)), warnings: [] };
  const table = `cuts_${place}`;
  await engine.run(cutTableSql(table, rows, { score, period, threshold, isCounted: plan.rows.count !== null }));
  const [ties] = await engine.row(tiesSql(table));
  const joined = `(SELECT r.*, c.cut FROM ${rows} r LEFT JOIN ${table} c ON c.period = ${periodSql(period)})`;
  const warnings = Number(ties) > 0 ? [{ code: "ties_at_cut", values: { model: id, rows: Number(ties) } }] : [];
  return { ...made, rows: joined, prediction: selected("cut"), warnings };
}

function classesFor(
  { suite, models, options, plan }: Workshop,
  place: number,
  { isNamed }: Decision,
  keys: readonly Key[],
): Classes {
  const { id, positive, classes } = suite.models[place]!;
  const kept = keys.filter(({ code, n }) => code === codes.kept && n > 0);
  const distinct = (of: (key: Key) => string | null): string[] => [...new Set(kept.flatMap((key) => of(key) ?? []))];
  const labels = plan.rows.label === null ? null : distinct(({ label }) => label);
  const isUnscored = options.job === "inspect" && models[place] !== null;
  // Without scoring it is not known what a model predicts; several labels are then taken for its classes.
  const predictions = isNamed
    ? distinct(({ prediction }) => prediction)
    : isUnscored && (labels?.length ?? 0) > 2
      ? labels
      : null;
  return classesOf({
    model: id,
    labels,
    predictions,
    modelClasses: models[place]?.classNames?.length,
    positive,
    names: classes,
    at: ["models", place],
  });
}

/** Classes that the model predicts and no row is labelled with. */
function unlabelled(model: string, { names, labelIndex, isBinary }: Classes): Warning[] {
  const classes = names.length - labelIndex.size;
  return isBinary || labelIndex.size === 0 || classes === 0
    ? []
    : [{ code: "classes_never_labelled", values: { model, classes } }];
}

function factsOf(
  { suite, models, options }: Workshop,
  place: number,
  { words, score, isNamed }: Decision,
  { isBinary }: Classes,
): ModelFacts {
  const { id, kind, prediction } = suite.models[place]!;
  const model = models[place];
  if (model === null || model === undefined) {
    const logged = { id, kind, files: [], sha256: null, runtime: null, inputs: [], outputs: [], features: null };
    return {
      ...logged,
      decision: words,
      hasScore: score !== null && isBinary,
      hasPrediction: prediction !== undefined,
    };
  }
  const isUnscored = options.job === "inspect";
  const decision = isNamed ? "the class the model names" : isUnscored ? null : words;
  return { ...model.facts, decision, hasScore: isUnscored || (score !== null && isBinary), hasPrediction: true };
}
