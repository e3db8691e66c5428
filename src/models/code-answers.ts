import { type Failure, unusable } from "../core/errors.js";
import { answersOf } from "./answers.js";
import { isRecord } from "./file-kind.js";
import type { Answers } from "./model.js";
import { printable } from "./printable.js";

/** Whose answer is read, and what is known beforehand. */
export interface CodeAnswer {
  readonly model: string;
  readonly rows: number;
  /** Names of the classes in the order of their probabilities, where they are known. */
  readonly classNames: readonly string[] | null;
}

const shape =
  "answer {scores: [one number per row]} (or one list of class probabilities per row), {labels: [one text per row]}, or both";

/**
 * The answer of a program or a module to one batch: scores, labels or both, one entry per row, and the names of `classes` where the
 * scores are lists; a bare list is that of the scores.
 * @throws Failure (unusable) for anything else; values are never quoted, they may say something of a person
 */
export function codeAnswers(value: unknown, { model, rows, classNames }: CodeAnswer): Answers {
  const { scores, labels, classes } = isList(value) ? { scores: value } : fieldsOf(value, model);
  if (scores === undefined && labels === undefined)
    throw wrong(model, `the answer has neither "scores" nor "labels": ${kindOf(value)}`);
  return answersOf(model, {
    scores: scores === undefined ? null : { name: "scores", ...scoreTable(scores, model, rows) },
    labels: labels === undefined ? null : labelList(labels, model, rows),
    classNames: classes === undefined ? classNames : labelList(classes, model, null),
    rows,
    incomplete: [],
  });
}

const wrong = (model: string, message: string): Failure => unusable(`model "${model}": ${message}`, { hint: shape });

function fieldsOf(value: unknown, model: string): { scores?: unknown; labels?: unknown; classes?: unknown } {
  if (!isRecord(value)) throw wrong(model, `the answer is no object: ${kindOf(value)}`);
  return Object.fromEntries(
    ["scores", "labels", "classes"].flatMap((key) => (value[key] == null ? [] : [[key, value[key]]])),
  );
}

const isList = (value: unknown): value is ArrayLike<unknown> =>
  Array.isArray(value) || value instanceof Float64Array || value instanceof Float32Array;

function scoreTable(scores: unknown, model: string, rows: number): { values: Float64Array; shape: number[] } {
  const list = checkedList(scores, "scores", model, rows);
  const width = isList(list[0]) ? list[0].length : null;
  const values = new Float64Array(rows * (width ?? 1));
  for (let row = 0; row < rows; row++) {
    const own = width === null ? [list[row]] : list[row];
    if (!isList(own) || own.length !== (width ?? 1))
      throw wrong(model, `scores of row ${row + 1} of a batch are no list of ${width} like those of the first`);
    for (let k = 0; k < own.length; k++) values[row * own.length + k] = numberOf(own[k], model, row);
  }
  return { values, shape: width === null ? [rows] : [rows, width] };
}

/** JSON has no word for what is no number: null stands for it. Rows with such a score are told of after scoring. */
function numberOf(value: unknown, model: string, row: number): number {
  if (typeof value === "number") return value;
  if (value === null) return Number.NaN;
  throw wrong(model, `the score of row ${row + 1} of a batch is no number: ${kindOf(value)}`);
}

function labelList(labels: unknown, model: string, rows: number | null): string[] {
  const list = checkedList(labels, rows === null ? "classes" : "labels", model, rows);
  return Array.from(list, (label, row) => {
    if (typeof label === "string" || typeof label === "boolean" || Number.isFinite(label)) return String(label);
    throw wrong(model, `the label of row ${row + 1} of a batch is no text: ${kindOf(label)}`);
  });
}

function checkedList(value: unknown, name: string, model: string, rows: number | null): ArrayLike<unknown> {
  if (!isList(value)) throw wrong(model, `"${name}" is no list: ${kindOf(value)}`);
  if (rows !== null && value.length !== rows)
    throw wrong(model, `"${name}" has ${value.length} entries where ${rows} rows were asked`);
  return value;
}

/** What a value is, without its content: the names of its keys are the code's own words. */
function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (isList(value)) return `a list of ${value.length}`;
  if (typeof value !== "object") return `a ${typeof value}`;
  const keys = Object.keys(value as object);
  return keys.length === 0 ? "an empty object" : `an object with ${printable(keys.slice(0, 5).join(", "))}`;
}
