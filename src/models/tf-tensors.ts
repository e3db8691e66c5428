import type * as TensorFlowJs from "@tensorflow/tfjs";
import { unusable } from "../core/errors.js";
import type { RawAnswers, ScoreTensor } from "./answers.js";
import type { TensorEncoder } from "./encoder.js";
import type { InputTensor } from "./features.js";
import type { Batch } from "./model.js";
import { rowWidth, type SignatureTensor } from "./signature.js";
import type { TensorFlow } from "./tensorflow.js";

const numberTypes = ["float32", "int32", "bool"];

/**
 * What the features have to fill.
 * @throws Failure (unusable) for a tensor that is no table of numbers or texts, or that takes a fixed number of rows.
 */
export function tfInput(model: string, tensor: SignatureTensor, runtime: TensorFlow): InputTensor {
  const { name, dtype } = tensor;
  const text = dtype === "string";
  if (!text && !numberTypes.includes(dtype))
    throw unusable(`model "${model}": input "${name}" holds ${dtype}, which is not supported`);
  if (text && !runtime.native) {
    throw unusable(`model "${model}": input "${name}" takes texts, which only @tensorflow/tfjs-node computes`, {
      hint: "install it (npm install @tensorflow/tfjs-node@4.22.0), or export the model as ONNX",
    });
  }
  return { name, type: text ? "text" : "number", width: rowWidth(model, tensor) };
}

/** A batch as a tensor, and the rows in which a number is missing. */
export function tfTensor(
  { tf }: TensorFlow,
  encoder: TensorEncoder,
  tensor: SignatureTensor,
  batch: Batch,
): { readonly tensor: TensorFlowJs.Tensor; readonly incomplete: readonly number[] } {
  const shape = tensor.shape?.length === 1 ? [batch.rows] : [batch.rows, encoder.width];
  if (encoder.type === "text") return { tensor: tf.tensor(encoder.texts(batch), shape, "string"), incomplete: [] };
  const values = new (tensor.dtype === "float32" ? Float32Array : Float64Array)(batch.rows * encoder.width);
  const incomplete = encoder.numbers(batch, values);
  if (values instanceof Float32Array) return { tensor: tf.tensor(values, shape, "float32"), incomplete };
  return { tensor: wholeNumbers(tf, values, shape, tensor), incomplete };
}

/** Missing numbers become 0 here; the caller takes the score of their rows away. */
function wholeNumbers(
  tf: TensorFlow["tf"],
  values: Float64Array,
  shape: number[],
  { name, dtype }: SignatureTensor,
): TensorFlowJs.Tensor {
  const [least, most] = dtype === "bool" ? [0, 1] : [-(2 ** 31), 2 ** 31 - 1];
  const others = values.some(
    (value) => !Number.isNaN(value) && (!Number.isInteger(value) || value < least || value > most),
  );
  if (others)
    throw unusable(
      `input "${name}" takes ${dtype === "bool" ? "0 or 1" : "whole numbers of 32 bits"}, and the data holds others`,
    );
  if (dtype === "bool") return tf.tensor(Uint8Array.from(values), shape, "bool");
  return tf.tensor(Int32Array.from(values), shape, "int32");
}

/** The scores in a tensor; it stays the caller's to dispose of. @throws Failure (unusable) when it holds texts. */
export function tfScores(model: string, name: string, tensor: TensorFlowJs.Tensor): ScoreTensor {
  const values = tensor.dataSync<"float32">();
  if (tensor.dtype === "string")
    throw unusable(`model "${model}": output "${name}" holds texts, not scores`, {
      hint: "name the output with the scores: output: NAME",
    });
  return { name, values: values instanceof Float32Array ? values : Float32Array.from(values), shape: tensor.shape };
}

/** Answers of a TensorFlow model, before they are read: it names no labels and no classes. */
export const tfAnswers = (scores: ScoreTensor, rows: number, incomplete: readonly number[]): RawAnswers => ({
  scores,
  labels: null,
  classNames: null,
  rows,
  incomplete,
});
