import { type Failure, unusable } from "../core/errors.js";
import type { Answers, ClassScores } from "./model.js";

/** A tensor of scores as a runtime gave it: [N], [N, 1], [N, 2] or [N, classes]. */
export interface ScoreTensor {
  readonly name: string;
  readonly values: Float32Array | Float64Array;
  readonly shape: readonly number[];
}

export interface RawAnswers {
  readonly scores: ScoreTensor | null;
  /** Names the model itself gave to its predictions. */
  readonly labels: readonly string[] | null;
  readonly classNames: readonly string[] | null;
  readonly rows: number;
  /** Rows whose inputs miss a number that the model cannot do without: their score is NaN. */
  readonly incomplete: readonly number[];
}

/**
 * One answer per row. One column is the score itself; two are the probabilities of a binary model, of which the second is
 * the positive class; of more, the largest is the score and its place (or the model's own label) the prediction.
 * @throws Failure (unusable) for other shapes or another number of rows.
 */
export function answersOf(model: string, raw: RawAnswers): Answers {
  if (raw.labels !== null && raw.labels.length !== raw.rows) throw wrongCount(model, raw.labels.length, raw.rows);
  if (raw.scores === null) {
    if (raw.incomplete.length > 0) throw cannotMiss(model, raw.incomplete.length);
    return { score: null, label: raw.labels };
  }
  const classes = classesOf(model, raw.scores, raw.rows);
  const answers = classes <= 2 ? oneOf(raw.scores.values, classes, raw) : bestOf(raw.scores.values, classes, raw);
  for (const row of raw.incomplete) if (answers.score !== null) answers.score[row] = Number.NaN;
  return answers;
}

function classesOf(model: string, { name, values, shape }: ScoreTensor, rows: number): number {
  if (shape.length < 1 || shape.length > 2) {
    throw unusable(
      `model "${model}": output "${name}" has the shape [${shape.join(", ")}]; one score or one probability per class is needed for each row`,
    );
  }
  if (shape[0] !== rows) throw wrongCount(model, shape[0] ?? 0, rows);
  const classes = shape[1] ?? 1;
  if (classes < 1 || values.length !== rows * classes) throw wrongCount(model, values.length, rows);
  return classes;
}

const wrongCount = (model: string, found: number, rows: number): Failure =>
  unusable(`model "${model}" answered ${found} rows with scores where ${rows} were asked`);

const cannotMiss = (model: string, rows: number): Failure =>
  unusable(`model "${model}" takes no missing numbers, and ${rows} rows of a batch have some`, {
    hint: "give the features a stand-in: {name: income, missing: 0}",
  });

function oneOf(values: Float32Array | Float64Array, classes: number, { rows, labels }: RawAnswers): Answers {
  if (classes === 1) return { score: new Float64Array(values), label: labels };
  const score = new Float64Array(rows);
  for (let row = 0; row < rows; row++) score[row] = values[2 * row + 1] as number;
  return { score, label: labels };
}

function bestOf(
  values: Float32Array | Float64Array,
  classes: number,
  { rows, labels, classNames }: RawAnswers,
): Answers {
  const score = new Float64Array(rows);
  const label = new Array<string>(rows);
  for (let row = 0; row < rows; row++) {
    const best = largest(values, row * classes, classes);
    score[row] = best < 0 ? Number.NaN : (values[row * classes + best] as number);
    label[row] = best < 0 ? "" : (classNames?.[best] ?? String(best));
  }
  return { score, label: labels ?? label, ...classScores(values, classes, { labels, classNames }) };
}

/** Without names a class is its place, unless the model's own labels say that it is called otherwise. */
function classScores(
  values: Float32Array | Float64Array,
  classes: number,
  { labels, classNames }: Pick<RawAnswers, "labels" | "classNames">,
): { classes?: ClassScores } {
  if (classNames === null && labels !== null) return {};
  const names = classNames ?? Array.from({ length: classes }, (_, place) => String(place));
  return names.length === classes ? { classes: { names, values: new Float64Array(values) } } : {};
}

/** Place of the first largest of `count` values; -1 when one of them is NaN, because then none is the largest. */
function largest(values: Float32Array | Float64Array, start: number, count: number): number {
  let best = 0;
  for (let index = 0; index < count; index++) {
    const value = values[start + index] as number;
    if (Number.isNaN(value)) return -1;
    if (value > (values[start + best] as number)) best = index;
  }
  return best;
}
