import { folded, nameWords, speaksOf } from "./name-words.js";
import { bitOf, positiveOf } from "./pick-values.js";
import type { NamedColumn, Pick, ProposedModel } from "./proposal.js";
import { predictionNames, scoreNames } from "./role-words.js";

type Logged = Extract<ProposedModel, { kind: "logged" }>;

/** More values than this are numbers to be foretold rather than classes. */
const mostClasses = 100;
/** More values than this are no decisions, where no label says that they are. */
const mostDecisions = 20;

export const isPredictionName = ({ words }: NamedColumn): boolean => speaksOf(words, predictionNames);

const isScoreName = ({ words }: NamedColumn): boolean => speaksOf(words, scoreNames);

const isNumber = ({ content }: NamedColumn): boolean => content === "integer" || content === "number";

export const isProbability = (column: NamedColumn): boolean =>
  isNumber(column) && (column.least ?? -1) >= 0 && (column.most ?? 2) <= 1;

/** Columns with a model's decisions. */
export const predictionCandidates = (columns: readonly NamedColumn[]): NamedColumn[] =>
  columns.filter((column) => isPredictionName(column) && !isScoreName(column) && column.distinct > 1);

/** Columns with a model's scores: numbers that are called so, and lie between 0 and 1 or stand beside a decision. */
export const scoreCandidates = (columns: readonly NamedColumn[], beside: NamedColumn | null): NamedColumn[] =>
  columns.filter(
    (column) =>
      column !== beside &&
      isNumber(column) &&
      column.distinct > 2 &&
      (isScoreName(column) || (isPredictionName(column) && isProbability(column))) &&
      (isProbability(column) || beside !== null),
  );

/** The score that belongs to a decision: the only one, or the one that shares a word with it. */
export function scoreOf(prediction: NamedColumn, scores: readonly NamedColumn[]): NamedColumn | null {
  const own = prediction.words.filter((word) => !speaksOf([word], predictionNames));
  const shared = scores.filter(({ words }) => words.some((word) => own.includes(word)));
  if (shared.length > 0) return shared[0]!;
  return scores.length === 1 ? scores[0]! : null;
}

/** How a prediction's values go with a label's; null: they do not. */
export function fitOf(
  prediction: NamedColumn,
  label: NamedColumn | null,
): globalThis.Pick<Logged, "isRegression" | "classes"> | null {
  const plain = { isRegression: false, classes: null };
  // A share or an amount names no class, however few of them there are.
  const isNamed = prediction.content !== "number" && prediction.values !== null && prediction.distinct <= mostClasses;
  if (!isNamed)
    return label !== null && isAmount(prediction) && isAmount(label) ? { isRegression: true, classes: null } : null;
  if (label === null) return prediction.distinct <= mostDecisions ? plain : null;
  if (label.values === null || isAmount(label)) return null;
  const known = new Set(label.values.map(({ value }) => bitOf(value)));
  if (prediction.values.every(({ value }) => known.has(bitOf(value)))) return plain;
  const [said, meant] = [positiveOf(prediction), positiveOf(label)];
  if (said === null || meant === null || !(said.isSure && meant.isSure)) return null;
  return { isRegression: false, classes: { [said.value]: meant.value, [said.other]: meant.other } };
}

const isAmount = (column: NamedColumn): boolean =>
  isNumber(column) && column.distinct > (column.content === "number" ? mostDecisions : mostClasses);

/** A score for each class of the label: columns called p_billing, prob_outage …; null: not all of them. */
export function classScores(
  columns: readonly NamedColumn[],
  label: NamedColumn,
): Readonly<Record<string, string>> | null {
  if (label.values === null || label.values.length < 3 || label.values.length > mostClasses) return null;
  const candidates = columns.filter((column) => isProbability(column) && isScoreName(column));
  const found = label.values.map(({ value }) => [value, scoreFor(value, candidates)] as const);
  if (found.some(([, column]) => column === undefined)) return null;
  return Object.fromEntries(found.map(([value, column]) => [value, column!.name]));
}

const scoreFor = (value: string, candidates: readonly NamedColumn[]): NamedColumn | undefined =>
  candidates.find(({ words }) => {
    const rest = words.filter((word) => !speaksOf([word], scoreNames)).join(" ");
    return rest === nameWords(value).join(" ") || rest === folded(value);
  });

export const picked = (column: NamedColumn | null, reason: string): Pick | null =>
  column === null ? null : { column, reason };
