import type { Key, KeySpec } from "../aggregates/key-table.js";
import type { ModelCounts } from "../core/cells.js";
import { type Classes, classesOf, labelFor, noClasses } from "../core/classes.js";
import type { CountedFeature, ModelFacts, Warning } from "../core/measured.js";
import { ofModel } from "../engines/duckdb-failure.js";
import { literal } from "../sql/quote.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { classScoreColumns } from "./class-score-columns.js";
import {
  type CountedKeys,
  countGroups,
  countKeys,
  countModel,
  noDistributions,
  type WantedDistributions,
} from "./count-model.js";
import { planFeatureBins } from "./drift/feature-bins.js";
import { type Decision, decide } from "./model-decision.js";
import type { Workshop } from "./workshop.js";

/** One model's counts, and what is known of its rows besides. */
export interface ModelMeasurement {
  readonly facts: ModelFacts;
  readonly counts: ModelCounts;
  readonly counted: CountedKeys;
  readonly classes: Classes;
  readonly decision: Decision;
  /** Whether the model's score is that of the negative class. */
  readonly isOfNegative: boolean;
  readonly units: number | null;
  /** Of the first model: the columns whose distributions the suite wants. */
  readonly features: readonly CountedFeature[];
  readonly warnings: readonly Warning[];
}

/** One model's counts. `check` looks at the keys before anything is made of them. */
export async function measureModel(
  workshop: Workshop,
  place: number,
  check: (counted: CountedKeys) => Promise<void>,
): Promise<ModelMeasurement> {
  const { suite, plan, engine, models } = workshop;
  const decision = await decide(workshop, place);
  const wanted = keySpec(workshop, place, decision);
  const isGrouped = workshop.isCounted && plan.rows.count === null;
  const told = (failure: unknown): never => {
    throw ofModel(suite.models[place]!.id, failure);
  };
  const counted = await (isGrouped ? countGroups : countKeys)(engine, wanted, decision.rows).catch(told);
  await check(counted);
  const classes = plan.rows.isRegression ? noClasses : classesFor(workshop, place, decision, counted.keys);
  const spec: KeySpec = classes.isBinary ? wanted : { ...wanted, score: null };
  const isCounting = place === 0 && workshop.options.job !== "inspect";
  const planned = isCounting ? await planFeatureBins(workshop) : [];
  const { counts, units, features } = await countModel({
    engine,
    spec,
    rows: decision.rows,
    keys: classes.isBinary ? counted.keys : counted.keys.map(withoutScore),
    classes,
    attributes: suite.attributes,
    strata: suite.strata,
    unit: plan.rows.unit?.kind ?? null,
    wanted: {
      ...distributionsOf(workshop, place, decision, classes),
      features: planned.length === 0 ? null : planned.map(({ sql }) => sql),
    },
  }).catch(told);
  const warnings = [
    ...(models[place]?.warnings?.() ?? []),
    ...decision.warnings,
    ...unlabelled(suite.models[place]!.id, classes),
  ];
  const { isOfNegative } = decision;
  return {
    facts: factsOf(workshop, place, decision, classes),
    counts,
    counted,
    classes,
    decision,
    isOfNegative,
    units,
    features: features.map((rows, i) => ({ name: planned[i]!.name, bins: planned[i]!.bins, rows })),
    warnings,
  };
}

/** The distributions that the metrics need and the columns allow. */
function distributionsOf(
  workshop: Workshop,
  place: number,
  { score, confidence }: Decision,
  classes: Classes,
): WantedDistributions {
  const { plan, options } = workshop;
  const { needs, job } = options;
  const classScores = classScoreColumns(workshop, place);
  if (job === "inspect") return noDistributions;
  if (plan.rows.isRegression)
    return {
      ...noDistributions,
      value: needs.values ? { predicted: rowColumns.prediction(place), truth: rowColumns.label } : null,
    };
  const ofClass = (name: string): string | null => {
    const column = classScores.find(({ label }) => labelFor(label, classes.names, undefined) === name);
    return column?.sql ?? null;
  };
  return {
    ...noDistributions,
    score: needs.scores && classes.isBinary ? score : null,
    confidence: needs.confidences && plan.rows.label !== null ? confidence : null,
    classScores: needs.scores && classScores.length > 0 && !classes.isBinary ? classes.names.map(ofClass) : null,
  };
}

/** Scores of several classes are those of the predicted class: no mean of them is wanted. */
const withoutScore = (key: Key): Key => ({ ...key, sums: { ...key.sums, ws: 0n, ws2: 0n, w2s: 0n, w2s2: 0n } });

/** The protected attributes as keys. */
export const attributeKeys = ({ plan: { rows, rules } }: Workshop): KeySpec["attributes"] =>
  rules.map((rule, place) => ({ rule, kind: rows.attributes[place]!.column.kind }));

function keySpec(workshop: Workshop, place: number, { prediction, score, abstained }: Decision): KeySpec {
  const { options, plan, isCounted } = workshop;
  const { rows } = plan;
  return {
    attributes: attributeKeys(workshop),
    strata: rows.strata.map(({ kind }) => kind),
    label: rows.isRegression ? null : (rows.label?.kind ?? null),
    prediction,
    abstained,
    rank: options.needs.ranks ? rankSql(workshop, place) : null,
    score: options.needs.means ? score : null,
    isWeighted: rows.weight !== null,
    isCounted,
    hasTime: rows.time !== null,
  };
}

/** Place of the true class by falling score, from 1; classes with equal scores stand before the true one. 0 without its score. */
function rankSql(workshop: Workshop, place: number): string | null {
  const classScores = classScoreColumns(workshop, place);
  if (classScores.length === 0 || workshop.plan.rows.label === null) return null;
  const truth = `CAST(${rowColumns.label} AS VARCHAR)`;
  const own = `CASE ${truth} ${classScores.map(({ label, sql }) => `WHEN ${literal(label)} THEN ${sql}`).join(" ")} END`;
  const before = classScores.map(({ sql }) => `CAST(${sql} >= own AS INTEGER)`).join(" + ");
  return `coalesce((SELECT ${before} FROM (SELECT ${own} AS own)), 0)`;
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
  const { id, kind, prediction, scores } = suite.models[place]!;
  const model = models[place];
  if (model === null || model === undefined) {
    const logged = { id, kind, files: [], sha256: null, runtime: null, inputs: [], outputs: [], features: null };
    return {
      ...logged,
      decision: words,
      hasScore: score !== null && isBinary,
      hasPrediction: prediction !== undefined || (scores !== undefined && isNamed),
    };
  }
  const isUnscored = options.job === "inspect";
  const decision = isNamed ? "the class the model names" : isUnscored ? null : words;
  return { ...model.facts, decision, hasScore: isUnscored || (score !== null && isBinary), hasPrediction: true };
}
