import { unusable } from "../../core/errors.js";
import { answersOf } from "../answers.js";
import { inputColumns } from "../encoded-inputs.js";
import { createEncoder, type TensorEncoder } from "../encoder.js";
import { type InputTensor, type Placement, placeFeatures } from "../features.js";
import type { Batch, FeatureStep, LoadedModel, ModelRequest } from "../model.js";
import type { ModelFolder } from "../model-folder.js";
import { chooseOutput, type SignatureTensor, tensorFacts } from "../signature.js";
import type { TreeEnsemble } from "./ensemble.js";
import { treeScorer } from "./score-trees.js";

/** A model file of any library, read. */
export interface TreeFile {
  readonly trees: TreeEnsemble;
  /** Library and version that wrote the file, as far as it says: "XGBoost 3.2.0". */
  readonly writtenBy: string;
  /** By input: the categories that the file lists (a code is the place in the list), null for numbers; null where it lists none at all. */
  readonly categories: readonly (readonly string[] | null)[] | null;
  /** Names of the classes in the order of their probabilities, two for a binary model; null for other models or where the file has none. */
  readonly classNames: readonly string[] | null;
}

/** A model of trees: what scores also explains. */
export interface TreeModel extends LoadedModel {
  readonly trees: TreeEnsemble;
  /** For each input of the trees, its column: an index into {@link LoadedModel.columns}. */
  readonly inputColumn: Int32Array;
  /** A batch as the trees take it: one array per input, missing values NaN, categories as codes. A promise where a runtime makes them. */
  inputs(batch: Batch): readonly Float64Array[] | Promise<readonly Float64Array[]>;
}

const mostRows = 8192;
/** Numbers per batch, of inputs and outputs: 16 MB. */
const batchNumbers = 2 ** 21;

/** Trees and how a batch becomes what they take. */
interface Scoring extends Pick<TreeFile, "trees" | "classNames"> {
  readonly id: string;
  /** Name of the output. */
  readonly output: string;
  readonly inputs: (batch: Batch) => readonly Float64Array[];
}

/** The part of a model that scores by evenhand's own evaluator. */
export function treeScoring({
  id,
  trees,
  classNames,
  output,
  inputs,
}: Scoring): Pick<LoadedModel, "batchRows" | "predict"> {
  const scorer = treeScorer(trees);
  return {
    batchRows: Math.max(1, Math.min(mostRows, Math.floor(batchNumbers / (trees.width + trees.outputs)))),
    predict: async (batch) => {
      const { rows } = batch;
      const scores = { name: output, values: scorer.answers(inputs(batch), rows), shape: [rows, trees.outputs] };
      return answersOf(id, { scores, labels: null, classNames, rows, incomplete: [] });
    },
  };
}

/**
 * Lays the suite's features out over the inputs of trees, or takes columns of the inputs' own names when it lists none.
 * Numbers stay as they are; inputs whose categories the file lists take texts.
 * @throws Failure (usage, unusable) when features and inputs do not fit.
 */
export function treeModel(request: ModelRequest, folder: ModelFolder, file: TreeFile): TreeModel {
  const { trees } = file;
  const output = outputOf(file);
  chooseOutput(request, [output.name]);
  const placement = placed(request, file);
  const encoder = createEncoder(request.id, placement, request.unseen);
  const [tensor] = encoder.tensors as readonly [TensorEncoder];
  const inputs = (batch: Batch) => tensor.columns(batch);
  return {
    ...treeScoring({ id: request.id, trees, classNames: file.classNames, output: output.name, inputs }),
    facts: {
      id: request.id,
      kind: request.kind,
      ...folder.facts(),
      runtime: `evenhand (file of ${file.writtenBy})`,
      inputs: tensorFacts([
        { name: inputName, dtype: trees.single ? "float32" : "float64", shape: [null, trees.width] },
      ]),
      outputs: tensorFacts([output]),
      features: trees.width,
    },
    columns: placement.columns,
    classNames: file.classNames,
    trees,
    inputColumn: inputColumns(placement, trees.width),
    inputs,
    warnings: encoder.warnings,
    close: async () => {},
  };
}

const inputName = "features";

function outputOf({ trees, classNames }: TreeFile): SignatureTensor {
  const shape = trees.outputs === 1 ? [null] : [null, trees.outputs];
  return { name: classNames === null ? "value" : "probability", dtype: "float64", shape };
}

function placed(request: ModelRequest, file: TreeFile): Placement {
  const { id, featureSteps } = request;
  const { width, inputs: names } = file.trees;
  const tensor: InputTensor = { name: inputName, type: "number", width };
  const steps = featureSteps ?? names?.map((name): FeatureStep => ({ name })) ?? null;
  if (steps === null) return placeFeatures(id, null, [tensor]);
  const known = withFileCategories(id, steps, file);
  const placement = placeFeatures(id, known, [tensor]);
  checkOrder(id, placement, names);
  return placement;
}

/** Steps with the categories that the file lists for their input. @throws Failure (unusable) when the suite lists others. */
function withFileCategories(model: string, steps: readonly FeatureStep[], { categories }: TreeFile): FeatureStep[] {
  let offset = 0;
  return steps.map((step) => {
    const own = step.one_hot === undefined ? (categories?.[offset] ?? null) : null;
    offset += step.one_hot?.length ?? 1;
    if (own === null) return step;
    if (step.categories !== undefined && step.categories.join("\n") !== own.join("\n"))
      throw unusable(
        `model "${model}", feature "${step.name}": the suite lists other categories than the model's file`,
        {
          hint: "leave out categories: those of the file are taken",
        },
      );
    return { ...step, categories: own };
  });
}

/** Inputs have places, not names: a feature that bears the name of another input stands in the wrong place. */
function checkOrder(model: string, placement: Placement, names: readonly string[] | null): void {
  const places = new Map(names?.map((name, place) => [name, place]));
  for (const { feature, offset, width } of placement.inputs.flatMap(({ steps }) => steps)) {
    const place = width === 1 ? places.get(feature) : undefined;
    if (place === undefined || place === offset) continue;
    throw unusable(
      `model "${model}": feature "${feature}" gives input ${offset + 1}, and the model's file has that name at input ${place + 1}`,
      {
        hint: "features must stand in the order of the model's inputs; leave them out to take the columns of those names",
      },
    );
  }
}
