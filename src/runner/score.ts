import type { DuckDBType } from "@duckdb/node-api";
import { unusable } from "../core/errors.js";
import type { OnProgress } from "../core/progress.js";
import { rowsNamed } from "../core/wrong-rows.js";
import type { Duckdb } from "../engines/duckdb.js";
import { BIGINT, DOUBLE, DuckDBDataChunk, VARCHAR } from "../engines/duckdb-api.js";
import type { Answers, Batch, LoadedModel } from "../models/model.js";
import { codes, rowColumns } from "../sql/row-query.js";
import { featureAnswers } from "./feature-answers.js";
import { type ColumnValues, copyChunk, emptyColumns } from "./read-columns.js";

/** A model and where its inputs stand among the feature columns of the rows. */
export interface ScoringModel {
  readonly id: string;
  /** Place in the suite, which names its columns. */
  readonly place: number;
  readonly loaded: LoadedModel;
  readonly inputs: readonly number[];
}

export interface ScoreRequest {
  readonly engine: Duckdb;
  /** Table of rows, kept and not, as `rowQuery` of sql has them. */
  readonly rows: string;
  /** Table to make: `row` (its number in `rows`) and the answers of each model. */
  readonly answers: string;
  readonly features: readonly { readonly type: "number" | "text" }[];
  readonly kept: number;
  readonly models: readonly ScoringModel[];
  /** Whether answers are numbers of their own rather than scores of classes. */
  readonly isRegression: boolean;
  /** Whether every class's score is kept, of models with three classes or more. */
  readonly keepsClassScores: boolean;
  readonly onProgress: OnProgress;
}

/** What a model answered, as far as the decision on its predictions needs it. */
export interface Answered {
  readonly hasScore: boolean;
  readonly hasLabel: boolean;
  /** Names of the classes whose scores were kept, in the order of their columns. */
  readonly classNames: readonly string[];
  /** Scores that are no number: how many, and the first rows (from 0, in all files). */
  readonly bad: { readonly count: number; readonly rows: readonly number[] };
  /** Whether a score lies outside [0, 1], and the first row where one does. */
  readonly outside: { readonly count: number; readonly rows: readonly number[] };
}

/** Appenders take chunks of this many rows at most. */
const chunkRows = 2048;

/**
 * Streams the kept rows through all models at once and keeps their answers beside the rows' numbers.
 * @throws Failure (unusable) when rows get lost on the way
 */
export async function scoreRows(request: ScoreRequest): Promise<Answered[]> {
  const { engine, answers, kept, onProgress } = request;
  let done = 0;
  onProgress({ step: "score", done, total: kept, finished: false });
  const answeredBatches = answerBatches(request);
  // The first answers say which classes have scores, and so what columns the table has.
  const first = await answeredBatches.next();
  const writer = new AnswerWriter(request, first.done ? [] : first.value.given);
  await engine.run(`CREATE OR REPLACE TABLE ${answers} (${["row BIGINT", ...writer.columns].join(", ")})`);
  await engine.append(answers, async (write) => {
    for (let next = first; !next.done; next = await answeredBatches.next()) {
      const { batch, given } = next.value;
      writer.write(write, batch, given);
      done += batch.rows;
      onProgress({ step: "score", done, total: kept, finished: false });
    }
  });
  const [written] = await engine.row(`SELECT count(*)::DOUBLE FROM ${answers}`);
  if (done !== kept || written !== kept) throw new Error(`scored ${done} and kept ${written} of ${kept} rows`);
  onProgress({ step: "score", done, total: kept, finished: true });
  return writer.answered;
}

interface AnsweredBatch {
  readonly batch: NumberedBatch;
  /** By model of the request. */
  readonly given: readonly Answers[];
}

async function* answerBatches(request: ScoreRequest): AsyncGenerator<AnsweredBatch, undefined> {
  for await (const batch of batches(request)) {
    const given: Answers[] = [];
    for (const { id, loaded, inputs } of request.models)
      given.push(checked(id, await loaded.predict(pick(batch, inputs)), batch.rows));
    yield { batch, given };
  }
}

function checked(id: string, answers: Answers, rows: number): Answers {
  const length = answers.score?.length ?? answers.label?.length;
  if (length === rows && (answers.label === null || answers.label.length === rows)) return answers;
  throw unusable(`model "${id}" answered ${length ?? 0} rows where ${rows} were asked`);
}

interface NumberedBatch extends Batch {
  /** Numbers of the rows. */
  readonly numbers: BigInt64Array;
}

const pick = ({ rows, columns }: Batch, inputs: readonly number[]): Batch => ({
  rows,
  columns: inputs.map((place) => columns[place]!),
});

/** The kept rows in batches that suit the smallest wish of the models, columns as vectors. */
async function* batches({ engine, rows, features, models }: ScoreRequest): AsyncGenerator<NumberedBatch> {
  const size = Math.max(1, Math.min(...models.map(({ loaded }) => loaded.batchRows)));
  let batch = emptyBatch(features, size);
  let filled = 0;
  for await (const chunk of engine.stream(
    `SELECT ${["rowid", ...featureAnswers(features)].join(", ")} FROM ${rows} WHERE ${rowColumns.code} = ${codes.kept}`,
  )) {
    for (let from = 0; from < chunk.rowCount; ) {
      const take = Math.min(size - filled, chunk.rowCount - from);
      copy(chunk, batch, { from, to: filled, take });
      from += take;
      filled += take;
      if (filled < size) continue;
      yield { ...batch, rows: filled };
      batch = emptyBatch(features, size);
      filled = 0;
    }
  }
  if (filled > 0) yield shortened(batch, filled);
}

interface FillingBatch {
  readonly numbers: BigInt64Array;
  readonly columns: readonly ColumnValues[];
}

const emptyBatch = (features: ScoreRequest["features"], size: number): FillingBatch => ({
  numbers: new BigInt64Array(size),
  columns: emptyColumns(
    features.map(({ type }) => type),
    size,
  ),
});

const shortened = ({ numbers, columns }: FillingBatch, rows: number): NumberedBatch => ({
  rows,
  numbers: numbers.subarray(0, rows),
  columns: columns.map((column) => (column instanceof Float64Array ? column.subarray(0, rows) : column.slice(0, rows))),
});

function copy(
  chunk: DuckDBDataChunk,
  batch: FillingBatch,
  span: { readonly from: number; readonly to: number; readonly take: number },
): void {
  const numbers = (chunk.getColumnVector(0) as unknown as { readonly items: BigInt64Array }).items;
  batch.numbers.set(numbers.subarray(span.from, span.from + span.take), span.to);
  copyChunk(chunk, batch.columns, { first: 1, ...span });
}

class Noted {
  count = 0;
  readonly rows: number[] = [];

  add(row: number): void {
    if (this.count++ < rowsNamed) this.rows.push(row);
  }
}

/** Sets a column of a new chunk in one go. */
export function fillNumbers(
  chunk: DuckDBDataChunk,
  place: number,
  values: Float64Array | Int32Array | BigInt64Array,
): void {
  const vector = chunk.getColumnVector(place) as unknown as {
    readonly items: { set(values: ArrayLike<unknown>): void };
    flush(): void;
  };
  vector.items.set(values);
  vector.flush();
}

/** A column of the table of answers, and how a batch's answers fill it. */
interface AnswerColumn {
  readonly name: string;
  readonly type: DuckDBType;
  fill(chunk: DuckDBDataChunk, place: number, answers: Answers, from: number, end: number): void;
}

const noValues = (rows: number): null[] => new Array<null>(rows).fill(null);

const scoreColumn = (name: string): AnswerColumn => ({
  name,
  type: DOUBLE,
  fill: (chunk, place, { score }, from, end) =>
    score === null
      ? chunk.setColumnValues(place, noValues(end - from))
      : fillNumbers(chunk, place, score.subarray(from, end)),
});

const labelColumn = (name: string): AnswerColumn => ({
  name,
  type: VARCHAR,
  fill: (chunk, place, { label }, from, end) =>
    chunk.setColumnValues(place, label === null ? noValues(end - from) : label.slice(from, end)),
});

const classColumn = (name: string, at: number): AnswerColumn => ({
  name,
  type: DOUBLE,
  fill: (chunk, place, { classes }, from, end) => {
    const { names, values } = classes!;
    const scores = new Float64Array(end - from);
    for (let row = 0, cell = from * names.length + at; row < scores.length; row++, cell += names.length)
      scores[row] = values[cell]!;
    fillNumbers(chunk, place, scores);
  },
});

/** What is kept of a model's answers: the predicted number of a regression, else score, label and the scores of the classes. */
const columnsOf = (place: number, isRegression: boolean, classNames: readonly string[]): AnswerColumn[] =>
  isRegression
    ? [scoreColumn(rowColumns.prediction(place))]
    : [
        scoreColumn(rowColumns.score(place)),
        labelColumn(rowColumns.prediction(place)),
        ...classNames.map((_, at) => classColumn(rowColumns.classScore(place, at), at)),
      ];

type Noting = Answered & { hasScore: boolean; hasLabel: boolean; bad: Noted; outside: Noted };

/** Writes answers to the table, and looks at every score on the way. */
class AnswerWriter {
  readonly columns: readonly string[];
  readonly answered: Noting[];
  /** By model. */
  readonly #columns: readonly (readonly AnswerColumn[])[];
  readonly #types: readonly DuckDBType[];

  /** @param first answers to the first batch, by model */
  constructor({ models, isRegression, keepsClassScores }: ScoreRequest, first: readonly Answers[]) {
    this.answered = models.map((_, at) => ({
      hasScore: false,
      hasLabel: false,
      classNames: keepsClassScores ? (first[at]?.classes?.names ?? []) : [],
      bad: new Noted(),
      outside: new Noted(),
    }));
    this.#columns = models.map(({ place }, at) => columnsOf(place, isRegression, this.answered[at]!.classNames));
    this.#types = [BIGINT, ...this.#columns.flat().map(({ type }) => type)];
    this.columns = this.#columns.flat().map(({ name, type }) => `${name} ${type}`);
  }

  write(write: (chunk: DuckDBDataChunk) => void, { numbers, rows }: NumberedBatch, answers: readonly Answers[]): void {
    for (const [model, given] of answers.entries()) this.#note(this.answered[model]!, given, numbers);
    for (let from = 0; from < rows; from += chunkRows) {
      const end = Math.min(rows, from + chunkRows);
      const chunk = DuckDBDataChunk.create(this.#types, end - from);
      fillNumbers(chunk, 0, numbers.subarray(from, end));
      let place = 1;
      for (const [model, given] of answers.entries())
        for (const column of this.#columns[model]!) column.fill(chunk, place++, given, from, end);
      write(chunk);
    }
  }

  #note(noted: Noting, { score, label }: Answers, numbers: BigInt64Array): void {
    noted.hasLabel ||= label !== null;
    if (score === null) return;
    noted.hasScore = true;
    for (let row = 0; row < score.length; row++) {
      const value = score[row]!;
      if (value >= 0 && value <= 1) continue;
      (Number.isFinite(value) ? noted.outside : noted.bad).add(Number(numbers[row]));
    }
  }
}
