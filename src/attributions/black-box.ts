import { unusable } from "../core/errors.js";
import type { EncodedInputs } from "../models/model.js";
import type { Scale } from "./attributions.js";

/** Values of one raw input, one per row: numbers (missing: NaN) or texts (missing: null). */
export type Column = Float64Array | readonly (string | null)[];

/** Some rows, as column vectors in the order of the model's raw inputs. */
export interface Rows {
  readonly columns: readonly Column[];
  readonly rows: number;
}

/** A model of which only the answers are known. */
export interface BlackBox {
  /** Names the model in errors. */
  readonly id: string;
  /** Numbers answered per row: 1, or one per class. */
  readonly outputs: number;
  readonly scale: Scale;
  /** Rows per batch that suit the model. */
  readonly batchRows: number;
  /** rows × outputs numbers, row after row. Columns are valid until it resolves. */
  readonly predict: (columns: readonly Column[], rows: number) => Promise<Float64Array>;
  /** The same for rows that are encoded already, where the model takes such. */
  readonly encoded?: EncodedBox | undefined;
}

/** A model that also answers rows of numbers as it takes them itself. */
export interface EncodedBox {
  readonly inputs: EncodedInputs;
  /** Rows per batch that suit the model. */
  readonly batchRows: number;
  /**
   * rows × outputs numbers, row after row, the same that the raw rows get. The matrix (rows × width, in single precision) is valid
   * until it resolves. Rows that miss a number which the model cannot do without may get any answer.
   */
  readonly predict: (matrix: Float32Array, rows: number) => Promise<Float64Array>;
}

/** Answers to one batch: rows × outputs. @throws Failure (unusable) when there are not as many, or one is not a finite number. */
export const answersTo = async (model: BlackBox, columns: readonly Column[], rows: number): Promise<Float64Array> =>
  answered(model, await model.predict(columns, rows), rows);

/** Answers as they are. @throws as {@link answersTo} */
export function answered(model: BlackBox, answers: Float64Array, rows: number): Float64Array {
  const expected = rows * model.outputs;
  if (answers.length !== expected) {
    throw unusable(
      `model "${model.id}" answered ${answers.length} numbers where ${expected} were asked (${rows} rows × ${model.outputs} outputs)`,
    );
  }
  for (let i = 0; i < expected; i++) if (!Number.isFinite(answers[i]!)) throw noNumber(model, answers);
  return answers;
}

function noNumber(model: BlackBox, answers: Float64Array) {
  const bad = answers.filter((answer) => !Number.isFinite(answer)).length;
  return unusable(
    `model "${model.id}" gave no finite number in ${bad} of ${answers.length} answers; an explanation needs one for every row it asks about, rows that mix two rows of the data included`,
    { hint: "give missing values a stand-in in the suite's features, or leave incomplete rows out" },
  );
}

const empty = (like: Column, length: number): Float64Array | (string | null)[] =>
  like instanceof Float64Array ? new Float64Array(length) : new Array<string | null>(length).fill(null);

/** Room for `rows` rows of the same columns. */
export const roomFor = (columns: readonly Column[], rows: number) => columns.map((column) => empty(column, rows));

/** Rows `from` … `to` − 1; numbers are not copied. */
export const sliceRows = (columns: readonly Column[], from: number, to: number): Column[] =>
  columns.map((column) => (column instanceof Float64Array ? column.subarray(from, to) : column.slice(from, to)));

/** Answers to all rows, batch by batch: rows × outputs. */
export async function answersToAll(model: BlackBox, { columns, rows }: Rows): Promise<Float64Array> {
  const answers = new Float64Array(rows * model.outputs);
  for (let from = 0; from < rows; from += model.batchRows) {
    const to = Math.min(rows, from + model.batchRows);
    answers.set(await answersTo(model, sliceRows(columns, from, to), to - from), from * model.outputs);
  }
  return answers;
}
