import path from "node:path";
import type * as OnnxRuntime from "onnxruntime-node";
import { Failure, unusable } from "../core/errors.js";
import type { Warning } from "../core/measured.js";
import { answersOf } from "./answers.js";
import { encodedInputs } from "./encoded-inputs.js";
import { createEncoder, type Encoder } from "./encoder.js";
import { type Placement, placeFeatures } from "./features.js";
import type { Answers, Batch, LinearForm, LoadedModel, Loader, ModelRequest, Unavailable } from "./model.js";
import { type ModelFolder, modelFile, openModelFolder } from "./model-folder.js";
import { checkExternalData, type OnnxFile, readOnnxFile } from "./onnx-file.js";
import { onnxLinearForm } from "./onnx-linear-form.js";
import { loadOnnxRuntime, type Ort } from "./onnx-runtime.js";
import { labelTexts, labelTypes, onnxInput, onnxTensor, scoreTensor, scoreTypes } from "./onnx-tensors.js";
import { withoutZipMap } from "./onnx-zipmap.js";
import { loading, refusedBatch } from "./runtime-failure.js";
import { chooseOutput, tensorFacts } from "./signature.js";

/** Loads an ONNX model on the CPU. */
export const loadOnnx: Loader = async (request) => {
  const file = await modelFile(request.path, "model.onnx");
  const folder = openModelFolder(path.dirname(file));
  const source = await readSource(request.id, folder, path.basename(file));
  const { ort, runtime } = loadOnnxRuntime();
  const outputs = chooseOutputs(request, source.file);
  const tensors = source.file.inputs.map((tensor) => onnxInput(request.id, tensor));
  const placement = placeFeatures(request.id, request.featureSteps, tensors);
  const encoder = createEncoder(request.id, placement, request.unseen);
  const session = await loading(request.id, runtime, () => openSession(ort, source.content, file, request.threads));
  const context: Context = { id: request.id, ort, runtime, session, source, encoder, outputs };
  return loadedModel(request, context, folder, placement);
};

interface Source {
  readonly file: OnnxFile;
  /** null where the runtime must read the file itself, to find values kept beside it. */
  readonly content: Uint8Array | null;
  readonly warnings: readonly Warning[];
}

interface Context {
  readonly id: string;
  readonly ort: Ort;
  readonly runtime: string;
  readonly session: OnnxRuntime.InferenceSession;
  readonly source: Source;
  readonly encoder: Encoder;
  readonly outputs: Outputs;
}

/** The graph as it will run: checked, and with its maps taken out. */
async function readSource(model: string, folder: ModelFolder, name: string): Promise<Source> {
  const content = await folder.read(name);
  const file = readOnnxFile(model, content);
  await checkExternalData(folder, file);
  const plain = withoutZipMap(content);
  if (plain === null) return { file, content: file.externalData.length > 0 ? null : content, warnings: [] };
  if (file.externalData.length > 0) throw mapsRemain(model, plain.outputs);
  const warnings = plain.outputs.map((output) => ({ code: "zipmap_replaced", values: { model, output } }));
  return { file: readOnnxFile(model, plain.content), content: plain.content, warnings };
}

const mapsRemain = (model: string, outputs: readonly string[]): Failure =>
  unusable(
    `model "${model}": its output ${outputs.join(", ")} is a sequence or map, which onnxruntime-node cannot return`,
    {
      hint: "export it with tensors: options={'zipmap': False} in skl2onnx; or name the label alone: output: LABEL",
    },
  );

/** Options that write nothing anywhere and use as many threads as the run may. */
function openSession(
  ort: Ort,
  content: Uint8Array | null,
  file: string,
  threads: number,
): Promise<OnnxRuntime.InferenceSession> {
  const options: OnnxRuntime.InferenceSession.SessionOptions = {
    executionProviders: ["cpu"],
    intraOpNumThreads: Math.max(1, Math.trunc(threads)),
    interOpNumThreads: 1,
    logSeverityLevel: 4,
  };
  return content === null ? ort.InferenceSession.create(file, options) : ort.InferenceSession.create(content, options);
}

function loadedModel(request: ModelRequest, context: Context, folder: ModelFolder, placement: Placement): LoadedModel {
  const { source, encoder, session, runtime } = context;
  const texts = encoder.tensors.some(({ type }) => type === "text");
  return {
    facts: {
      id: request.id,
      kind: request.kind,
      ...folder.facts(),
      runtime,
      inputs: tensorFacts(source.file.inputs),
      outputs: tensorFacts(source.file.outputs),
      features: encoder.tensors.reduce((sum, { width }) => sum + width, 0),
    },
    columns: placement.columns,
    // Graphs over texts spread each row over the whole vocabulary: smaller batches keep that table in memory.
    batchRows: texts ? 1024 : 8192,
    classNames: source.file.classNames,
    predict: (batch) => predict(context, batch),
    warnings: () => [...source.warnings, ...encoder.warnings()],
    linearForm: async () => linearFormOf(request, context, placement),
    close: () => session.release(),
  };
}

function linearFormOf(
  request: ModelRequest,
  { source, outputs }: Context,
  placement: Placement,
): LinearForm | Unavailable {
  const inputs = encodedInputs(createEncoder(request.id, placement, request.unseen), placement);
  if ("reason" in inputs) return inputs;
  if (outputs.score === null) return { reason: "it answers with labels alone" };
  if (source.content === null) return { reason: "it keeps its weights in other files" };
  const tensors = placement.inputs.map(({ tensor, width }) => ({ name: tensor.name, width }));
  return onnxLinearForm({ content: source.content, tensors, inputs, output: outputs.score });
}

interface Outputs {
  readonly score: string | null;
  readonly label: string | null;
}

/** Scores are float tensors, labels texts or integers. @throws Failure when there is neither, or a choice to make. */
function chooseOutputs(request: ModelRequest, { outputs }: OnnxFile): Outputs {
  const named = (types: ReadonlySet<string>) => outputs.filter(({ dtype }) => types.has(dtype)).map(({ name }) => name);
  const [scores, labels] = [named(scoreTypes), named(labelTypes)];
  const maps = outputs.map(({ name }) => name).filter((name) => !scores.includes(name) && !labels.includes(name));
  if (request.output === null && scores.length === 0 && maps.length > 0) throw mapsRemain(request.id, maps);
  const chosen = chooseOutput(
    request,
    outputs.map(({ name }) => name),
    scores.length > 0 ? scores : labels,
  );
  if (maps.includes(chosen)) throw mapsRemain(request.id, [chosen]);
  if (labels.includes(chosen)) return { score: null, label: chosen };
  const [only] = labels;
  return { score: chosen, label: labels.length === 1 && only !== undefined ? only : null };
}

/** Operators that give a row with a missing number an answer of their own; through others NaN may turn into a plausible score. */
const missingOperators = ["Imputer", "TreeEnsemble", "TreeEnsembleClassifier", "TreeEnsembleRegressor", "IsNaN"];

async function predict(context: Context, batch: Batch): Promise<Answers> {
  const { id, encoder, source, outputs } = context;
  if (batch.rows === 0)
    return { score: outputs.score === null ? null : new Float64Array(), label: outputs.label === null ? null : [] };
  const feeds: Record<string, OnnxRuntime.Tensor> = {};
  const incomplete = new Set<number>();
  const knowsMissing = missingOperators.some((operator) => source.file.operators.has(operator));
  for (const [index, tensor] of source.file.inputs.entries()) {
    const encoded = onnxTensor(context.ort, tensor, encoder.tensors[index]!, batch);
    feeds[tensor.name] = encoded.tensor;
    if (!knowsMissing || !scoreTypes.has(tensor.dtype)) for (const row of encoded.incomplete) incomplete.add(row);
  }
  const results = await run(context, feeds);
  return answersOf(id, {
    scores: outputs.score === null ? null : scoreTensor(outputs.score, results[outputs.score]),
    labels: outputs.label === null ? null : labelTexts(results[outputs.label]),
    classNames: source.file.classNames,
    rows: batch.rows,
    incomplete: [...incomplete],
  });
}

async function run(
  { id, runtime, session, outputs, encoder }: Context,
  feeds: Record<string, OnnxRuntime.Tensor>,
): Promise<OnnxRuntime.InferenceSession.ReturnType> {
  try {
    return await session.run(
      feeds,
      [outputs.score, outputs.label].filter((name) => name !== null),
    );
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    const texts = encoder.tensors.some(({ type }) => type === "text");
    throw refusedBatch(id, runtime, cause, texts);
  }
}
