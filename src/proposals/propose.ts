import type { ColumnProfile, DataProfile } from "../core/data-profile.js";
import { usage } from "../core/errors.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import { nameWords, speaksOf } from "./name-words.js";
import { positiveOf } from "./pick-values.js";
import type {
  Alternative,
  Choices,
  NamedColumn,
  Pick,
  PickedValue,
  Proposal,
  ProposedAttribute,
  ProposedModel,
  StandIn,
} from "./proposal.js";
import { kindOf, proposeAttributes } from "./propose-attributes.js";
import { type Keys, proposeKeys } from "./propose-keys.js";
import { isGoodWhenPositive, labelCandidates } from "./propose-label.js";
import {
  classScores,
  fitOf,
  isPredictionName,
  isProbability,
  picked,
  predictionCandidates,
  scoreCandidates,
  scoreOf,
} from "./propose-model.js";
import { countNames, scoreNames, weightNames } from "./role-words.js";
import { columnText, valueScalar } from "./yaml-text.js";

/** The longest name of a column that a suite can hold. */
const longestName = 500;
/** Weaker associations do not make a stand-in worth a line. */
const standInFrom = 0.2;
const mostStandIns = 6;
/** Says that a part is to be left out. */
const none = "none";

/**
 * What a suite can say of a data file. Everything rests on names, types and counts, and is for people to check.
 * @throws Failure (usage) where a choice names no column
 */
export function propose(profile: DataProfile, choices: Choices, fileName: string): Proposal {
  const columns = profile.columns.flatMap((column, place) => (canBeNamed(column) ? [named(column, place)] : []));
  const finder = new Finder(columns, choices.because ?? "as you said");
  const keys = keysFor(proposeKeys(columns, profile.rows), choices, finder);
  const outOfPlay = new Set([keys.id, keys.unit, keys.time, keys.consent].map((pick) => pick?.column));
  for (const { column } of keys.leftOut) outOfPlay.add(column);
  const free = columns.filter((column) => !outOfPlay.has(column));
  const { label, model } = decisionsFor(free, columns, choices, finder);
  const outcome = label?.column ?? (model.kind === "outcome" ? model.outcome.column : null);
  const used = new Set([outcome, ...columnsOf(model)]);
  const groups = proposeAttributes(
    free.filter((column) => !used.has(column) && !isPredictionName(column)),
    choices.protected === undefined
      ? null
      : { columns: choices.protected.map((name) => finder.get("--protected", name)), reason: finder.reason },
  );
  const classed = outcome ?? (model.kind === "logged" ? (model.prediction?.column ?? null) : null);
  const isRegression = model.kind === "logged" && model.isRegression;
  return {
    name: choices.name ?? nameFrom(fileName),
    purpose: choices.purpose ?? null,
    rows: profile.rows,
    duplicates: profile.duplicates,
    ...keys,
    label,
    positive: isRegression ? null : positiveFor(classed, choices, finder.reason),
    favourable: label === null || isRegression ? null : favourableFor(label.column, choices, finder.reason),
    model,
    attributes: groups.attributes,
    missing: missingOf([classed, keys.unit?.column ?? null, ...used, ...groups.attributes.map(({ column }) => column)]),
    alternatives: {
      dataset: datasetAlternatives(columns, free, label ?? (model.kind === "outcome" ? model.outcome : null)),
      model: modelAlternatives(free, used),
      protected: groups.alternatives,
    },
    standIns: standInsOf(profile, columns, groups.attributes, new Set([...outOfPlay, ...used])),
  };
}

const canBeNamed = ({ name }: ColumnProfile): boolean => name !== "" && name.length <= longestName;

const named = (column: ColumnProfile, place: number): NamedColumn => ({
  ...column,
  place,
  words: nameWords(column.name),
});

/** Columns by name, for what the user says. */
class Finder {
  readonly #columns: ReadonlyMap<string, NamedColumn>;

  constructor(
    columns: readonly NamedColumn[],
    readonly reason: string,
  ) {
    this.#columns = new Map(columns.map((column) => [column.name, column]));
  }

  /** @throws Failure (usage) */
  get(option: string, name: string): NamedColumn {
    const found = this.#columns.get(name);
    if (found !== undefined) return found;
    throw usage(`${option}: no column ${quoted(name)} in the data${suggestion(name, this.#columns.keys())}`);
  }

  /** The user's choice; null: none of these; undefined: nothing was said. */
  chosen(option: string, name: string | undefined): Pick | null | undefined {
    if (name === undefined) return undefined;
    if (name === none && !this.#columns.has(none)) return null;
    return { column: this.get(option, name), reason: this.reason };
  }
}

function keysFor(found: Keys, choices: Choices, finder: Finder): Keys {
  const or = (chosen: Pick | null | undefined, proposed: Pick | null): Pick | null =>
    chosen === undefined ? proposed : chosen;
  const id = or(finder.chosen("--id", choices.id), found.id);
  const unit = or(finder.chosen("--unit", choices.unit), found.unit);
  const time = or(finder.chosen("--time", choices.time), found.time);
  const spoken = new Set(
    [id?.column.name, unit?.column.name, time?.column.name, choices.label, choices.prediction, choices.score].concat(
      choices.protected ?? [],
    ),
  );
  return { ...found, id, unit, time, leftOut: found.leftOut.filter(({ column }) => !spoken.has(column.name)) };
}

/** What is audited, and what it is held against. */
function decisionsFor(
  free: readonly NamedColumn[],
  all: readonly NamedColumn[],
  choices: Choices,
  finder: Finder,
): { readonly label: Pick | null; readonly model: ProposedModel } {
  const asked = finder.chosen("--label", choices.label);
  const predicted = finder.chosen("--prediction", choices.prediction);
  const scored = finder.chosen("--score", choices.score);
  const predictions =
    predicted === undefined ? predictionCandidates(free) : predicted === null ? [] : [predicted.column];
  const isSpoken = new Set([choices.prediction, choices.score, ...(choices.protected ?? [])]);
  const candidates = labelCandidates(
    free.filter((column) => !isPredictionName(column) && isOutcome(column) && !isSpoken.has(column.name)),
    all.at(-1),
  );
  const labels: (Pick | null)[] =
    asked === undefined ? [...candidates, ...pairedAmounts(free, predictions), null] : [asked];
  const found = firstFit(labels, predictions);
  const scores =
    scored === undefined ? scoreCandidates(free, found?.prediction ?? null) : scored === null ? [] : [scored.column];
  const label = found === null ? (labels[0] ?? null) : found.label;
  if (found !== null) {
    const score = found.fit.isRegression
      ? null
      : scored === undefined
        ? scoreOf(found.prediction, scores)
        : (scored?.column ?? null);
    return {
      label,
      model: {
        kind: "logged",
        prediction: {
          column: found.prediction,
          reason: predicted === undefined ? "a decision, by its name" : finder.reason,
        },
        score: picked(score, scored === undefined ? "goes with the prediction, by its name" : finder.reason),
        scores: null,
        ...found.fit,
      },
    };
  }
  return withoutPrediction(
    free,
    label,
    scores.filter((column) => column !== label?.column),
  );
}

/** A protected attribute is no outcome, unless somebody says so. */
const isOutcome = (column: NamedColumn): boolean => kindOf(column) === null;

function withoutPrediction(
  free: readonly NamedColumn[],
  label: Pick | null,
  scores: readonly NamedColumn[],
): { readonly label: Pick | null; readonly model: ProposedModel } {
  const logged = { kind: "logged", prediction: null, isRegression: false, classes: null } as const;
  const perClass = label === null ? null : classScores(free, label.column);
  if (perClass !== null) return { label, model: { ...logged, score: null, scores: perClass } };
  const isTwo = label === null || label.column.distinct === 2;
  const score = isTwo ? scores.find(isProbability) : undefined;
  if (score !== undefined)
    return {
      label,
      model: { ...logged, score: { column: score, reason: "a score from 0 to 1, by its name" }, scores: null },
    };
  return { label: null, model: label === null ? { kind: "none" } : { kind: "outcome", outcome: label } };
}

/** The likeliest label that a prediction goes with. */
function firstFit(labels: readonly (Pick | null)[], predictions: readonly NamedColumn[]) {
  for (const label of labels)
    for (const prediction of predictions) {
      if (prediction === label?.column) continue;
      const fit = fitOf(prediction, label?.column ?? null);
      if (fit !== null) return { label, prediction, fit };
    }
  return null;
}

/** Amounts that a prediction's name points to: minutes, beside predicted_minutes. */
function pairedAmounts(free: readonly NamedColumn[], predictions: readonly NamedColumn[]): Pick[] {
  return predictions.flatMap((prediction) => {
    const truth = free.find(
      (column) =>
        column !== prediction &&
        column.words.length > 0 &&
        column.words.every((word) => prediction.words.includes(word)),
    );
    return truth === undefined ? [] : [{ column: truth, reason: "what the prediction is called after" }];
  });
}

function columnsOf(model: ProposedModel): NamedColumn[] {
  if (model.kind !== "logged") return model.kind === "outcome" ? [model.outcome.column] : [];
  return [model.prediction, model.score].flatMap((pick) => (pick === null ? [] : [pick.column]));
}

function positiveFor(column: NamedColumn | null, { positive }: Choices, reason: string): PickedValue | null {
  if (positive !== undefined) return { value: positive, reason };
  const found = column === null ? null : positiveOf(column);
  if (found === null || found.isUsual) return null;
  return { value: found.value, reason: found.isSure ? "by its name" : "the rarer of the two: please check" };
}

function favourableFor(label: NamedColumn, { favourable }: Choices, reason: string): PickedValue | null {
  if (favourable !== undefined) return { value: favourable, reason };
  const [found, isGood] = [positiveOf(label), isGoodWhenPositive(label)];
  if (found === null || isGood === null) return null;
  return { value: isGood ? found.value : found.other, reason: "by the label's name: please check" };
}

/** Texts for "missing" in the columns that are used: elsewhere they do no harm. */
const missingOf = (used: readonly (NamedColumn | null | undefined)[]): string[] =>
  [...new Set(used.flatMap((column) => column?.placeholders ?? []))].filter((text) => text !== "").sort();

function datasetAlternatives(
  columns: readonly NamedColumn[],
  free: readonly NamedColumn[],
  label: Pick | null,
): Alternative[] {
  const isNumber = ({ content }: NamedColumn): boolean => content === "integer" || content === "number";
  const others = labelCandidates(
    free.filter((column) => isOutcome(column) && !isPredictionName(column)),
    undefined,
  ).filter(({ column }) => column !== label?.column);
  const weights = columns.filter(
    (column) => isNumber(column) && (column.least ?? -1) >= 0 && speaksOf(column.words, weightNames),
  );
  const counts = columns.filter(
    (column) => column.content === "integer" && column.words.length === 1 && speaksOf(column.words, countNames),
  );
  return [
    ...others.slice(0, 3).map(({ column, reason }) => ({ text: `label: ${valueScalar(column.name)}`, why: reason })),
    ...weights.slice(0, 1).map(({ name }) => ({
      text: `weight: ${valueScalar(name)}`,
      why: "if rows stand for as many people as it says",
    })),
    ...counts
      .slice(0, 1)
      .map(({ name }) => ({ text: `count: ${valueScalar(name)}`, why: "if each row is a cell of so many people" })),
  ];
}

function modelAlternatives(free: readonly NamedColumn[], used: ReadonlySet<NamedColumn | null>): Alternative[] {
  const others = free.filter((column) => !used.has(column) && column.distinct > 1);
  return [
    ...predictionCandidates(others)
      .filter(({ values }) => values !== null)
      .slice(0, 3)
      .map(({ name }) => ({
        text: `prediction: ${valueScalar(name)}`,
        why: "another decision in the data, by its name",
      })),
    ...others
      .filter((column) => speaksOf(column.words, scoreNames) && column.least !== null && column.distinct > 2)
      .slice(0, 3)
      .map((column) => ({
        text: `score: ${valueScalar(column.name)}`,
        why: isProbability(column)
          ? "another score, by its name"
          : "a score by its name; beside it, threshold: says from where on",
      })),
  ];
}

function standInsOf(
  { associations }: DataProfile,
  columns: readonly NamedColumn[],
  attributes: readonly ProposedAttribute[],
  excluded: ReadonlySet<NamedColumn | null | undefined>,
): StandIn[] {
  const byPlace = new Map(columns.map((column) => [column.place, column]));
  const protectedPlaces = new Set(attributes.map(({ column }) => column.place));
  return associations
    .filter(({ strength }) => strength >= standInFrom)
    .flatMap(({ columns: [a, b], strength }): StandIn[] => {
      const [attribute, other] = protectedPlaces.has(a) ? [a, b] : [b, a];
      const [column, of] = [byPlace.get(other), byPlace.get(attribute)];
      if (column === undefined || of === undefined || !protectedPlaces.has(attribute)) return [];
      return protectedPlaces.has(other) || excluded.has(column) ? [] : [{ column, attribute: of, strength }];
    })
    .sort((x, y) => y.strength - x.strength || x.column.place - y.column.place)
    .slice(0, mostStandIns);
}

/** The file's name as the name of a suite: letters, digits, _ and - only. */
export function nameFrom(fileName: string): string {
  const stem = fileName.replace(/\.(?:csv|tsv|tab|jsonl|ndjson|json|parquet|pq)?(?:\.(?:gz|zst))?$/i, "");
  const name = columnText(stem)
    .replace(/[^\p{L}\p{N}_-]+/gu, "-")
    .replace(/^[-]+|[-]+$/g, "")
    .slice(0, 80);
  return name === "" ? "audit" : name;
}
