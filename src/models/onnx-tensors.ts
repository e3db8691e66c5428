import type * as OnnxRuntime from "onnxruntime-node";
import { unusable } from "../core/errors.js";
import type { ScoreTensor } from "./answers.js";
import type { TensorEncoder } from "./encoder.js";
import type { InputTensor } from "./features.js";
import type { Batch } from "./model.js";
import type { Ort } from "./onnx-runtime.js";
import { rowWidth, type SignatureTensor } from "./signature.js";

const numberTypes = new Set(["tensor(float)", "tensor(double)", "tensor(int64)", "tensor(int32)", "tensor(bool)"]);
export const scoreTypes = new Set(["tensor(float)", "tensor(double)"]);
export const labelTypes = new Set(["tensor(string)", "tensor(int64)", "tensor(int32)", "tensor(bool)"]);

/** What the features have to fill. @throws Failure (unusable) for types that are not supported. */
export function onnxInput(model: string, tensor: SignatureTensor): InputTensor {
  const text = tensor.dtype === "tensor(string)";
  if (!text && !numberTypes.has(tensor.dtype)) {
    throw unusable(
      `model "${model}": input "${tensor.name}" is a ${tensor.dtype}; float, double, int64, int32, bool and string are supported`,
    );
  }
  return { name: tensor.name, type: text ? "text" : "number", width: rowWidth(model, tensor) };
}

/** An output as scores. */
export function scoreTensor(name: string, value: OnnxRuntime.OnnxValue | undefined): ScoreTensor {
  const data: unknown = value?.data;
  if (value === undefined || !(data instanceof Float32Array || data instanceof Float64Array))
    throw unusable(`output "${name}" holds no scores`);
  return { name, values: data, shape: value.dims };
}

/** An output as class names: integers in decimal, booleans as true and false. */
export function labelTexts(value: OnnxRuntime.OnnxValue | undefined): string[] {
  const data: unknown = value?.data;
  if (Array.isArray(data)) return data.map(String);
  if (value?.type === "bool") return Array.from(data as Uint8Array, (entry) => (entry === 0 ? "false" : "true"));
  return Array.from(data as BigInt64Array, String);
}

interface Encoded {
  readonly tensor: OnnxRuntime.Tensor;
  readonly incomplete: readonly number[];
}

export const tensorShape = ({ shape }: SignatureTensor, { width }: TensorEncoder, rows: number): number[] =>
  shape?.length === 1 ? [rows] : [rows, width];

/** A batch as a tensor, and the rows in which a number is missing. */
export function onnxTensor({ Tensor }: Ort, tensor: SignatureTensor, encoder: TensorEncoder, batch: Batch): Encoded {
  const shape = tensorShape(tensor, encoder, batch.rows);
  if (encoder.type === "text") return { tensor: new Tensor("string", encoder.texts(batch), shape), incomplete: [] };
  if (tensor.dtype === "tensor(float)") {
    const values = new Float32Array(batch.rows * encoder.width);
    const incomplete = encoder.numbers(batch, values);
    return { tensor: new Tensor("float32", values, shape), incomplete };
  }
  const values = new Float64Array(batch.rows * encoder.width);
  const incomplete = encoder.numbers(batch, values);
  if (tensor.dtype === "tensor(double)") return { tensor: new Tensor("float64", values, shape), incomplete };
  checkWhole(tensor, values);
  return { tensor: wholeNumbers(Tensor, tensor.dtype, values, shape), incomplete };
}

const ranges: Readonly<Record<string, readonly [number, number, string]>> = {
  "tensor(bool)": [0, 1, "0 or 1"],
  "tensor(int32)": [-(2 ** 31), 2 ** 31 - 1, "whole numbers of 32 bits"],
  "tensor(int64)": [Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, "whole numbers"],
};

function checkWhole({ name, dtype }: SignatureTensor, values: Float64Array): void {
  const [least, most, words] = ranges[dtype] ?? [0, 0, "nothing"];
  const others = values.some(
    (value) => !Number.isNaN(value) && (!Number.isInteger(value) || value < least || value > most),
  );
  if (others) throw unusable(`input "${name}" of the model takes ${words}, and its column holds others`);
}

/** Missing numbers become 0 here; the caller takes the score of their rows away. */
function wholeNumbers(Tensor: Ort["Tensor"], dtype: string, values: Float64Array, shape: number[]): OnnxRuntime.Tensor {
  const present = values.map((value) => (Number.isNaN(value) ? 0 : value));
  if (dtype === "tensor(bool)") return new Tensor("bool", Uint8Array.from(present), shape);
  if (dtype === "tensor(int32)") return new Tensor("int32", Int32Array.from(present), shape);
  return new Tensor("int64", BigInt64Array.from(present, BigInt), shape);
}
