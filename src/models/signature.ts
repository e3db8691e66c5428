import { type Failure, unusable, usage } from "../core/errors.js";
import type { ModelFacts } from "../core/measured.js";
import type { ModelRequest } from "./model.js";

/** A tensor that a model takes or gives, as its file or runtime describes it. */
export interface SignatureTensor {
  readonly name: string;
  /** In the words of the format: float32, int32, string (TensorFlow.js); tensor(float), tensor(string) (ONNX). */
  readonly dtype: string;
  /** null where a dimension or, as a whole, the rank is open. */
  readonly shape: readonly (number | null)[] | null;
}

/** A shape for people and records: the number of rows is N, other open dimensions are "?". */
const shownShape = (shape: readonly (number | null)[]): (number | string)[] =>
  shape.map((size, index) => size ?? (index === 0 ? "N" : "?"));

export const tensorFacts = (tensors: readonly SignatureTensor[]): ModelFacts["inputs"] =>
  tensors.map(({ name, dtype, shape }) => ({ name, type: dtype, shape: shownShape(shape ?? []) }));

/**
 * Values per row of an input; null where its file does not tell.
 * @throws Failure (unusable) for a tensor that is no table of rows, or that takes a fixed number of them.
 */
export function rowWidth(model: string, { name, shape }: SignatureTensor): number | null {
  if (shape === null) return null;
  if (shape.length < 1 || shape.length > 2) {
    throw unusable(
      `model "${model}": input "${name}" has the shape [${shownShape(shape).join(", ")}]; only one row of values per interaction is supported`,
    );
  }
  const [rows, width] = shape;
  if (typeof rows === "number") {
    throw unusable(`model "${model}": input "${name}" takes exactly ${rows} ${rows === 1 ? "row" : "rows"} at a time`, {
      hint: "export the model with an open first dimension (batch size None, or dynamic_axes in PyTorch)",
    });
  }
  return shape.length === 1 ? 1 : (width ?? null);
}

/** The output the suite names, or the only one of those that could be meant. @throws Failure (usage) when there is no such, or a choice to make. */
export function chooseOutput(
  request: Pick<ModelRequest, "id" | "output">,
  all: readonly string[],
  likely: readonly string[] = all,
): string {
  if (request.output !== null) {
    if (all.includes(request.output)) return request.output;
    throw usage(`model "${request.id}" has no output "${request.output}"; its outputs are ${all.join(", ")}`);
  }
  const [only] = likely;
  if (likely.length === 1 && only !== undefined) return only;
  throw ambiguous(request.id, likely);
}

const ambiguous = (model: string, names: readonly string[]): Failure =>
  usage(`model "${model}" has ${names.length} outputs that could be the score: ${names.join(", ")}`, {
    hint: "name the one with the score: output: NAME",
  });
