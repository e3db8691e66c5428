import type { NamedTensorMap, Tensor } from "@tensorflow/tfjs";
import { Failure } from "../core/errors.js";
import { answersOf } from "./answers.js";
import { encodedInputs } from "./encoded-inputs.js";
import { createEncoder, type Encoder } from "./encoder.js";
import { type Placement, placeFeatures } from "./features.js";
import type { Answers, Batch, Gradients, LoadedModel, ModelRequest, Unavailable } from "./model.js";
import type { ModelFolder } from "./model-folder.js";
import { refusedBatch } from "./runtime-failure.js";
import { chooseOutput, type SignatureTensor, tensorFacts } from "./signature.js";
import type { TensorFlow } from "./tensorflow.js";
import { type TfMargin, tfGradients, tfLinearForm } from "./tf-gradients.js";
import { tfAnswers, tfInput, tfScores, tfTensor } from "./tf-tensors.js";

/** A model of any TensorFlow form, loaded. */
export interface TfModel {
  readonly runtime: TensorFlow;
  readonly folder: ModelFolder;
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
  /** Whether the model has operations of its own for missing numbers; otherwise a row that misses one gets no score. */
  readonly knowsMissing: boolean;
  /** Computes one output; the caller disposes of inputs and result. */
  run(inputs: NamedTensorMap, output: string): Tensor | Promise<Tensor>;
  /** The same output in a form to differentiate. */
  margin(output: string): TfMargin | Unavailable;
  dispose(): void;
}

/** Rows per batch: measured best for small networks, on both backends. */
const batchRows = 8192;

/** Lays the suite's features out over a TensorFlow model. Disposes of the model when they do not fit. */
export function tfLoadedModel(request: ModelRequest, model: TfModel): LoadedModel {
  try {
    return fitted(request, model);
  } catch (cause) {
    model.dispose();
    throw cause;
  }
}

function fitted(request: ModelRequest, model: TfModel): LoadedModel {
  const tensors = model.inputs.map((tensor) => tfInput(request.id, tensor, model.runtime));
  const output = chooseOutput(
    request,
    model.outputs.map(({ name }) => name),
  );
  const placement = placeFeatures(request.id, request.featureSteps, tensors);
  const encoder = createEncoder(request.id, placement, request.unseen);
  return {
    facts: {
      id: request.id,
      kind: request.kind,
      ...model.folder.facts(),
      runtime: model.runtime.runtime,
      inputs: tensorFacts(model.inputs),
      outputs: tensorFacts(model.outputs),
      features: encoder.tensors.reduce((sum, { width }) => sum + width, 0),
    },
    columns: placement.columns,
    batchRows,
    predict: (batch) => predict(request.id, model, encoder, output, batch),
    warnings: encoder.warnings,
    ...explanations(request, model, placement, output),
    close: async () => model.dispose(),
  };
}

/** What explainers ask for; worked out when they do. */
function explanations(
  request: ModelRequest,
  model: TfModel,
  placement: Placement,
  output: string,
): Required<Pick<LoadedModel, "gradients" | "linearForm">> {
  const { id } = request;
  const differentiated = (): { margin: TfMargin; gradients: Gradients } | Unavailable => {
    const inputs = encodedInputs(createEncoder(id, placement, request.unseen), placement);
    if ("reason" in inputs) return inputs;
    const margin = model.margin(output);
    if ("reason" in margin) return margin;
    const tensors = model.inputs.map((tensor, index) => ({ ...tensor, width: placement.inputs[index]!.width }));
    const gradients = tfGradients({ id, runtime: model.runtime, tensors, inputs, margin });
    return "reason" in gradients ? gradients : { margin, gradients };
  };
  return {
    gradients: async () => {
      const found = differentiated();
      return "reason" in found ? found : found.gradients;
    },
    linearForm: async () => {
      const found = differentiated();
      return "reason" in found ? found : tfLinearForm(found.gradients, found.margin.curved);
    },
  };
}

async function predict(id: string, model: TfModel, encoder: Encoder, output: string, batch: Batch): Promise<Answers> {
  if (batch.rows === 0) return { score: new Float64Array(), label: null };
  const inputs: NamedTensorMap = {};
  try {
    const incomplete = new Set<number>();
    for (const [index, tensor] of model.inputs.entries()) {
      const encoded = tfTensor(model.runtime, encoder.tensors[index]!, tensor, batch);
      inputs[tensor.name] = encoded.tensor;
      // Neither 0 nor a whole number can stand for a missing one, and some kernels turn NaN into a plausible score.
      if (!model.knowsMissing || tensor.dtype !== "float32") for (const row of encoded.incomplete) incomplete.add(row);
    }
    const scores = await run(id, model, inputs, output);
    return answersOf(id, tfAnswers(scores, batch.rows, [...incomplete]));
  } finally {
    for (const tensor of Object.values(inputs)) tensor.dispose();
  }
}

async function run(
  id: string,
  model: TfModel,
  inputs: NamedTensorMap,
  output: string,
): Promise<ReturnType<typeof tfScores>> {
  try {
    const tensor = await model.run(inputs, output);
    const scores = tfScores(id, output, tensor);
    tensor.dispose();
    return scores;
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const texts = Object.values(inputs).some((tensor) => tensor.dtype === "string");
    throw refusedBatch(id, model.runtime.runtime, cause, texts);
  }
}
