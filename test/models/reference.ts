import { readFileSync } from "node:fs";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Batch, FeatureStep, InputColumn, LoadedModel, ModelRequest } from "../../src/models/model.js";
import { fixturePath } from "../fixtures.js";

/** One model input as reference.json lists them: the 0/1 inputs of a category column each stand alone. */
interface ReferenceFeature {
  readonly name: string;
  readonly column: string;
  readonly encoding: string;
  readonly category?: string;
  readonly missing?: string | number;
  readonly mean?: number;
  readonly scale?: number;
  readonly transform?: string;
}

/** What the library that wrote a model says of it. */
export interface Reference {
  readonly model: { readonly threshold?: number };
  readonly features: readonly ReferenceFeature[];
  readonly first_inputs?: readonly (readonly number[])[];
}

export const referenceOf = (folder: string): Reference =>
  JSON.parse(readFileSync(fixturePath("models", folder, "reference.json"), "utf8"));

/** A reference's inputs as the suite's `features`: neighbouring categories of one column with one scaling become one one_hot. */
export function featureStepsOf(reference: Reference): FeatureStep[] {
  const steps: (FeatureStep & { one_hot?: string[] })[] = [];
  for (const feature of reference.features) {
    const step = stepOf(feature);
    const last = steps.at(-1);
    const joins = last?.one_hot !== undefined && step.one_hot !== undefined && sameColumn(last, step);
    if (joins) last.one_hot?.push(...(step.one_hot ?? []));
    else steps.push(step);
  }
  return steps;
}

const sameColumn = (a: FeatureStep, b: FeatureStep): boolean =>
  a.column === b.column && a.mean === b.mean && a.std === b.std;

function stepOf(feature: ReferenceFeature): FeatureStep & { one_hot?: string[] } {
  const scaled = feature.mean !== undefined && (feature.mean !== 0 || feature.scale !== 1);
  return {
    name: feature.name,
    column: feature.column,
    ...(feature.encoding === "one_hot" ? { one_hot: [String(feature.category)] } : {}),
    ...(scaled ? { mean: feature.mean, std: feature.scale } : {}),
    ...(typeof feature.missing === "number" ? { missing: feature.missing } : {}),
    ...(feature.transform?.startsWith("lower case") === true ? { lower_case: true } : {}),
  };
}

/** Columns of a table by name; numbers, texts, or null. */
export type Table = Readonly<Record<string, readonly (string | number | null)[]>>;

/** A Parquet file as columns. */
export async function readParquet(file: string): Promise<Table> {
  const instance = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await instance.connect();
  try {
    const columns = (await connection.runAndReadAll(`from '${file.replaceAll("'", "''")}'`)).getColumnsObjectJson();
    const entries = Object.entries(columns).map(([name, values]) => [name, values.map(plain)] as const);
    return Object.fromEntries(entries);
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const plain = (value: unknown): string | number | null =>
  typeof value === "number" || value === null ? value : String(value);

/** The rows of a model's folder, with the scores of the library that wrote it. */
export const rowsOf = (folder: string): Promise<Table> => readParquet(fixturePath("models", folder, "rows.parquet"));

/** Rows as the columns a model asks for: numbers (missing: NaN) and texts (missing: null). */
export function batchOf(
  table: Table,
  columns: readonly InputColumn[],
  start = 0,
  end = table[columns[0]!.column]!.length,
): Batch {
  const vectors = columns.map(({ column, type }) => {
    const values = table[column]!.slice(start, end);
    return type === "number"
      ? Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)))
      : values.map((value) => (value === null ? null : String(value)));
  });
  return { rows: end - start, columns: vectors };
}

/** Scores and labels of all rows, in batches of the model's size. */
export async function scoreAll(model: LoadedModel, table: Table): Promise<{ score: number[]; label: string[] }> {
  const rows = table[model.columns[0]!.column]!.length;
  const [score, label]: [number[], string[]] = [[], []];
  for (let start = 0; start < rows; start += model.batchRows) {
    const answers = await model.predict(batchOf(table, model.columns, start, Math.min(rows, start + model.batchRows)));
    score.push(...(answers.score ?? []));
    label.push(...(answers.label ?? []));
  }
  return { score, label };
}

/** Largest absolute difference; NaN in both places is none. */
export const largestDifference = (found: readonly number[], expected: readonly (string | number | null)[]): number =>
  found.reduce(
    (most, value, index) =>
      Number.isNaN(value) && Number.isNaN(Number(expected[index]))
        ? most
        : Math.max(most, Math.abs(value - Number(expected[index]))),
    0,
  );

/** A request with the settings tests do not care about. */
export const requestFor = (kind: string, path: string, rest: Partial<ModelRequest> = {}): ModelRequest => ({
  id: "m",
  kind,
  path,
  featureSteps: null,
  output: null,
  threads: 1,
  ...rest,
});
