import type { Answers, LoadedModel } from "../models/model.js";
import type { EncodedBox } from "./black-box.js";

/** How a model answers encoded rows, where it does. `numbersOf` makes rows × outputs numbers of its answers, as for raw rows. */
export function encodedBox(
  model: Pick<LoadedModel, "encodedAnswers">,
  numbersOf: (answers: Answers) => Float64Array,
): EncodedBox | undefined {
  const encoded = model.encodedAnswers?.() ?? null;
  if (encoded === null) return undefined;
  const { inputs, batchRows } = encoded;
  return {
    inputs,
    batchRows,
    predict: async (matrix, rows) => numbersOf(await encoded.predict(matrix, rows)),
  };
}
