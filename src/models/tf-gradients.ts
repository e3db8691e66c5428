import type { NamedTensorMap, Tensor, Tensor2D } from "@tensorflow/tfjs";
import { finiteForm } from "./finite-form.js";
import type { EncodedInputs, Gradients, LinearForm, OutputGradient, Unavailable } from "./model.js";
import { firstLine } from "./optional-peer.js";
import { refusedBatch } from "./runtime-failure.js";
import type { SignatureTensor } from "./signature.js";
import type { TensorFlow } from "./tensorflow.js";
import type { Link } from "./trees/ensemble.js";

/** One output of a model before its last sigmoid or softmax, as TensorFlow.js can differentiate it. */
export interface TfMargin {
  readonly link: Link | null;
  /** A layer or operation on the way that is more than a weighted sum, for messages; null when there is none. */
  readonly curved: string | null;
  /** Margins of the shape [rows] or [rows, classes]. Called inside a tidy. */
  run(inputs: NamedTensorMap): Tensor;
}

/** What gradients are computed from. */
export interface TfDifferentiable {
  readonly id: string;
  readonly runtime: TensorFlow;
  /** The tensors, with the values per row of each. */
  readonly tensors: readonly (SignatureTensor & { readonly width: number })[];
  readonly inputs: EncodedInputs;
  readonly margin: TfMargin;
}

/**
 * Gradients of a TensorFlow.js model. Tried on one row first: that tells the number of outputs, and whether the runtime
 * has a gradient for every operation.
 */
export function tfGradients(model: TfDifferentiable): Gradients | Unavailable {
  const { tensors, inputs, margin, runtime } = model;
  const other = tensors.find(({ dtype }) => dtype !== "float32");
  if (other !== undefined)
    return { reason: `its input "${other.name}" takes ${other.dtype}, over which nothing varies` };
  const row = new Float64Array(inputs.width);
  try {
    const shape = runtime.tf.tidy(() => margin.run(named(model, inputTensors(model, row))).shape);
    if (shape.length > 2) return { reason: `its output has the shape [${shape.join(", ")}]` };
    const gradients = gradientsOf(model, shape[1] ?? 1);
    differentiate(model, row, unitWeights(shape[1] ?? 1, 0, margin.link));
    return gradients;
  } catch (cause) {
    return { reason: `${runtime.runtime} cannot differentiate it (${firstLine(cause)})` };
  }
}

function gradientsOf(model: TfDifferentiable, classes: number): Gradients {
  const { inputs, margin } = model;
  return {
    inputs,
    link: linkOver(classes, margin.link),
    outputs: classes === 2 ? 1 : classes,
    at: async (encoded, output) => {
      try {
        return differentiate(model, encoded, unitWeights(classes, output, margin.link));
      } catch (cause) {
        throw refusedBatch(model.id, model.runtime.runtime, cause, false);
      }
    },
  };
}

function linkOver(classes: number, link: Link | null): Link | null {
  if (classes === 2 && link === "softmax") return "logistic";
  return classes > 2 && link === "logistic" ? "logistic_each" : link;
}

/** Weights that pick one margin of several. Of two classes it is the second, less the first under a softmax: σ of that is its probability. */
function unitWeights(classes: number, output: number, link: Link | null): Float32Array {
  const weights = new Float32Array(classes);
  if (classes === 2 && link === "softmax") weights[0] = -1;
  weights[classes === 2 ? 1 : output] = 1;
  return weights;
}

/** The weighted sum of each row's margins and its gradient: rows do not know of each other, so the sum over rows has each row's own. */
function differentiate(model: TfDifferentiable, encoded: Float64Array, weights: Float32Array): OutputGradient {
  const { tf } = model.runtime;
  const rows = encoded.length / model.inputs.width;
  if (rows === 0) return { value: new Float64Array(), gradient: new Float64Array() };
  const { value, grads } = tf.tidy(() => {
    const pick: Tensor2D = tf.tensor2d(weights, [weights.length, 1]);
    const margins = (...tensors: Tensor[]) => model.margin.run(named(model, tensors)).reshape([rows, weights.length]);
    return tf.valueAndGrads((...tensors) => tf.matMul(margins(...tensors), pick))(inputTensors(model, encoded));
  });
  const result = { value: Float64Array.from(value.dataSync()), gradient: joined(model, grads, rows) };
  tf.dispose([value, ...grads]);
  return result;
}

const named = ({ tensors }: TfDifferentiable, given: readonly Tensor[]): NamedTensorMap =>
  Object.fromEntries(tensors.map(({ name }, index) => [name, given[index]!]));

/** Encoded rows as the tensors of the model, which stand side by side in them. */
function inputTensors({ runtime, tensors, inputs }: TfDifferentiable, encoded: Float64Array): Tensor[] {
  const rows = encoded.length / inputs.width;
  let start = 0;
  return tensors.map(({ shape, width }) => {
    const values = new Float32Array(rows * width);
    for (let row = 0; row < rows; row++) {
      const from = row * inputs.width + start;
      for (let index = 0; index < width; index++) values[row * width + index] = encoded[from + index]!;
    }
    start += width;
    return runtime.tf.tensor(values, shape?.length === 1 ? [rows] : [rows, width], "float32");
  });
}

/** Gradients of the tensors side by side. */
function joined({ tensors, inputs }: TfDifferentiable, grads: readonly Tensor[], rows: number): Float64Array {
  const all = new Float64Array(rows * inputs.width);
  let start = 0;
  for (const [index, { width }] of tensors.entries()) {
    const values = grads[index]!.dataSync();
    for (let row = 0; row < rows; row++) {
      const to = row * inputs.width + start;
      for (let place = 0; place < width; place++) all[to + place] = values[row * width + place]!;
    }
    start += width;
  }
  return all;
}

/** The weighted sums of a network that is nothing but weighted sums: its margins and their gradients at 0, in single precision. */
export async function tfLinearForm(gradients: Gradients, curved: string | null): Promise<LinearForm | Unavailable> {
  if (curved !== null) return { reason: `it is more than weighted sums: ${curved}` };
  const { inputs, link, outputs } = gradients;
  if (link === null) return { reason: "its last operation is neither a weighted sum nor a sigmoid or softmax of one" };
  const intercepts = new Float64Array(outputs);
  const coefficients: Float64Array[] = [];
  for (let output = 0; output < outputs; output++) {
    const { value, gradient } = await gradients.at(new Float64Array(inputs.width), output);
    intercepts[output] = value[0]!;
    coefficients.push(gradient);
  }
  return finiteForm({ inputs, link, coefficients, intercepts });
}
