import type { InputTensor } from "../features.js";
import { rowWidth, type SignatureTensor } from "../signature.js";

/** A tensor of a server, by what can be written into it. */
export interface ServedTensor extends SignatureTensor {
  readonly content: "number" | "integer" | "text";
}

/** A served tensor as features are laid out over it. @throws Failure (unusable) for one that is no table of rows */
export const inputTensor = (model: string, tensor: ServedTensor): InputTensor => ({
  name: tensor.name,
  type: tensor.content === "text" ? "text" : "number",
  width: rowWidth(model, tensor),
});
