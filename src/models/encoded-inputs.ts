import type { Encoder } from "./encoder.js";
import type { Placement } from "./features.js";
import type { Batch, EncodedInputs, Unavailable } from "./model.js";

/**
 * The numbers that a model's tensors take, for explaining it. `encoder` is one of their own, so that rows which are
 * encoded again count no warning twice.
 */
export function encodedInputs(encoder: Encoder, placement: Placement): EncodedInputs | Unavailable {
  const text = encoder.tensors.find(({ type }) => type === "text");
  if (text !== undefined) return { reason: `its input "${text.name}" takes texts` };
  const width = encoder.tensors.reduce((sum, tensor) => sum + tensor.width, 0);
  return { width, inputColumn: inputColumns(placement, width), encode: (batch) => encode(encoder, width, batch) };
}

/** For each encoded input of the tensors side by side, its column: an index into the placement's columns. */
export function inputColumns({ inputs }: Placement, width: number): Int32Array {
  const columns = new Int32Array(width);
  let start = 0;
  for (const input of inputs) {
    for (const step of input.steps) {
      const first = start + step.offset;
      columns.fill(step.columnIndex, first, first + step.width);
    }
    start += input.width;
  }
  return columns;
}

function encode({ tensors }: Encoder, width: number, batch: Batch): Float64Array {
  const all = new Float64Array(batch.rows * width);
  let start = 0;
  for (const tensor of tensors) {
    // A single tensor fills the rows where they stand.
    const values = tensors.length === 1 ? all : new Float64Array(batch.rows * tensor.width);
    tensor.numbers(batch, values);
    if (values !== all) placeColumns(values, tensor.width, all, width, start);
    start += tensor.width;
  }
  return all;
}

/** Copies a table into a wider one, from column `start` on. */
function placeColumns(from: Float64Array, fromWidth: number, to: Float64Array, toWidth: number, start: number): void {
  for (let at = 0, target = start; at < from.length; at += fromWidth, target += toWidth)
    to.set(from.subarray(at, at + fromWidth), target);
}
