/** What the training scripts share: features, a small network, and files. Every draw is seeded and every order fixed, so training again gives the same bytes. */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { createEncoder } from "../src/models/encoder.js";
import { placeFeatures } from "../src/models/features.js";
import type { FeatureStep } from "../src/models/model.js";
import { markdownTable, markedSection } from "./marked-section.js";

type Value = string | number | boolean | null;
/** Columns by name. Null is missing. */
export type Table = Readonly<Record<string, readonly Value[]>>;

/** Row-major inputs of a model. */
export interface Matrix {
  readonly values: Float32Array;
  readonly rows: number;
  readonly width: number;
}

const columnOf = (table: Table, name: string): readonly Value[] => {
  const column = table[name];
  if (column === undefined) throw new Error(`no column "${name}"`);
  return column;
};

const rounded = (value: number): number => Number(value.toPrecision(6));

/** Numbers with their mean and standard deviation in these rows, and the mean in place of missing ones; categories as one input each. */
export function fitFeatures(table: Table, numbers: readonly string[], categories: readonly string[]): FeatureStep[] {
  const steps = numbers.map((name): FeatureStep => {
    const known = columnOf(table, name).filter((value) => typeof value === "number");
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
    return { name, mean: rounded(mean), std: rounded(Math.sqrt(variance)), missing: rounded(mean) };
  });
  const oneHot = categories.map((name): FeatureStep => {
    const values = new Set(
      columnOf(table, name)
        .filter((value) => value !== null)
        .map(String),
    );
    return { name, one_hot: [...values].sort() };
  });
  return [...steps, ...oneHot];
}

/** Inputs as an audit will compute them: through the same encoder. */
export function encode(table: Table, steps: readonly FeatureStep[]): Matrix {
  const placement = placeFeatures("training", steps, [{ name: "features", type: "number", width: null }]);
  const encoder = createEncoder("training", placement).tensors[0]!;
  const columns = placement.columns.map(({ column, type }) => {
    const values = columnOf(table, column);
    return type === "number"
      ? Float64Array.from(values, (value) => (value === null ? Number.NaN : Number(value)))
      : values.map((value) => (value === null ? null : String(value)));
  });
  const rows = columns[0]!.length;
  const values = new Float32Array(rows * encoder.width);
  encoder.numbers({ rows, columns }, values);
  return { values, rows, width: encoder.width };
}

/** Labels as 0 and 1. */
export const labelsOf = (table: Table, name: string, positive: Value = true): Uint8Array =>
  Uint8Array.from(columnOf(table, name), (value) => (value === positive ? 1 : 0));

export interface Recipe {
  readonly name: string;
  readonly hidden: number;
  readonly epochs: number;
  readonly seed: number;
}

/**
 * A network of one hidden layer and a sigmoid, trained with Adam (Kingma and Ba 2015, arXiv:1412.6980) on batches in the order
 * of the rows. On tfjs's plain JavaScript backend, whose arithmetic is the same on every machine.
 */
export async function trainNetwork(inputs: Matrix, labels: Uint8Array, recipe: Recipe): Promise<tf.LayersModel> {
  tf.enableProdMode();
  await tf.setBackend("cpu");
  const layer = (units: number, activation: "relu" | "sigmoid", order: number, name: string) =>
    tf.layers.dense({
      name,
      units,
      activation,
      kernelInitializer: tf.initializers.glorotUniform({ seed: recipe.seed + order }),
      ...(order === 0 ? { inputShape: [inputs.width] } : {}),
    });
  const model = tf.sequential({
    name: recipe.name,
    layers: [layer(recipe.hidden, "relu", 0, "hidden"), layer(1, "sigmoid", 1, "probability")],
  });
  model.compile({ optimizer: tf.train.adam(0.003), loss: "binaryCrossentropy" });
  const x = tf.tensor2d(inputs.values, [inputs.rows, inputs.width]);
  const y = tf.tensor2d(Float32Array.from(labels), [inputs.rows, 1]);
  await model.fit(x, y, { epochs: recipe.epochs, batchSize: 128, shuffle: false, verbose: 0, yieldEvery: "never" });
  tf.dispose([x, y]);
  return model;
}

/** Scores of all rows. */
export function scoresOf(model: tf.LayersModel, inputs: Matrix): Float32Array {
  return tf.tidy(() => {
    const scores = model.predictOnBatch(tf.tensor2d(inputs.values, [inputs.rows, inputs.width])) as tf.Tensor;
    return Float32Array.from(scores.dataSync());
  });
}

/** Probability that a random positive row scores above a random negative one, ties half. Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747. */
export function rocAuc(scores: ArrayLike<number>, labels: Uint8Array): number {
  const order = Array.from(labels, (_, row) => row).sort((a, b) => scores[a]! - scores[b]!);
  let [wins, negatives] = [0, 0];
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end += 1;
    const positive = order.slice(start, end).filter((row) => labels[row] === 1).length;
    const negative = end - start - positive;
    wins += positive * (negatives + negative / 2);
    negatives += negative;
    start = end;
  }
  return wins / (negatives * (labels.length - negatives));
}

const asJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** Writes `features.json`: how columns become inputs, in their order. */
export function saveFeatures(folder: string, steps: readonly FeatureStep[]): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "features.json"), asJson(steps));
}

/** Writes `model.json` and `weights.bin` in the TensorFlow.js layers format. */
export async function saveLayersModel(folder: string, model: tf.LayersModel): Promise<void> {
  mkdirSync(folder, { recursive: true });
  await model.save(
    tf.io.withSaveHandler(async ({ modelTopology, weightSpecs, weightData }) => {
      const weights = Buffer.concat([weightData ?? []].flat().map((part) => new Uint8Array(part as ArrayBuffer)));
      const weightsManifest = [{ paths: ["weights.bin"], weights: weightSpecs }];
      writeFileSync(path.join(folder, "weights.bin"), weights);
      writeFileSync(
        path.join(folder, "model.json"),
        asJson({ format: "layers-model", modelTopology, weightsManifest }),
      );
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    }),
  );
}

/** How well a model ranks: rows it learned from, and the areas under its ROC curve on them and on rows it has not seen. */
export interface Figures {
  readonly rows: number;
  readonly trained: number;
  readonly unseen: number;
}

/** Writes the figures into the model's card. */
export function recordFigures(folder: string, { rows, trained, unseen }: Figures): void {
  const card = path.join(folder, "README.md");
  const table = markdownTable(
    ["rows", "ROC AUC"],
    [
      [`July to December 2025, learned from (${rows.toLocaleString("en")} rows)`, trained.toFixed(3)],
      ["January to June 2026, never seen", unseen.toFixed(3)],
    ],
  );
  writeFileSync(card, markedSection(readFileSync(card, "utf8"), "figures", table));
}
