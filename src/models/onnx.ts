import path from "node:path";
import { type Failure, unusable } from "../core/errors.js";
import type { Warning } from "../core/measured.js";
import { answersOf } from "./answers.js";
import { encodedInputs } from "./encoded-inputs.js";
import { createEncoder, type Encoder } from "./encoder.js";
import { type Placement, placeFeatures } from "./features.js";
import type {
  Answers,
  Batch,
  EncodedAnswers,
  LinearForm,
  LoadedModel,
  Loader,
  ModelRequest,
  Unavailable,
} from "./model.js";
import { type ModelFolder, modelFile, openModelFolder } from "./model-folder.js";
import { checkExternalData, type OnnxFile, readOnnxFile } from "./onnx-file.js";
import { onnxLinearForm } from "./onnx-linear-form.js";
import { loadOnnxRuntime } from "./onnx-runtime.js";
import { type OnnxResults, type OnnxSession, type OnnxSetting, openOnnxSession } from "./onnx-session.js";
import { labelTexts, labelTypes, onnxInput, scoreTensor, scoreTypes } from "./onnx-tensors.js";
import { answersAlone, explainedByTrees, type GraphTrees, graphTrees, scoredByTrees } from "./onnx-tree-model.js";
import { withoutZipMap } from "./onnx-zipmap.js";
import { chooseOutput, tensorFacts } from "./signature.js";
import { type Found, found, notFound } from "./trees/found.js";
import { isEnsemble } from "./trees/onnx-ensemble.js";
import type { TreeModel } from "./trees/tree-model.js";

/** Loads an ONNX model on the CPU. Trees that take their inputs as they are need no runtime. */
export const loadOnnx: Loader = async (request) => {
  const file = await modelFile(request.path, "model.onnx");
  const folder = openModelFolder(path.dirname(file));
  const source = await readSource(request.id, folder, path.basename(file));
  const outputs = chooseOutputs(request, source.file);
  const tensors = source.file.inputs.map((tensor) => onnxInput(request.id, tensor));
  const placement = placeFeatures(request.id, request.featureSteps, tensors);
  const encoder = createEncoder(request.id, placement, request.unseen);
  const graph: Graph = { request, folder, path: file, source, outputs, placement, encoder };
  const trees = treesOf(graph);
  const alone = trees.found !== null && answersAlone(trees.found.graph, source.file);
  return alone ? modelOfTrees(graph, trees.found) : modelOfRuntime(graph, trees);
};

/** A graph, checked, and how columns are laid out over its inputs. */
interface Graph {
  readonly request: ModelRequest;
  readonly folder: ModelFolder;
  readonly path: string;
  readonly source: Source;
  readonly outputs: Outputs;
  readonly placement: Placement;
  readonly encoder: Encoder;
}

interface Source {
  readonly file: OnnxFile;
  /** null where the runtime must read the file itself, to find values kept beside it. */
  readonly content: Uint8Array | null;
  readonly warnings: readonly Warning[];
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

/** Trees and the file they stand in. */
interface Trees {
  readonly graph: GraphTrees;
  readonly content: Uint8Array;
  readonly output: string;
}

function treesOf({ source: { content, file }, outputs: { score: output }, placement }: Graph): Found<Trees> {
  if (content === null) return notFound("it keeps its values in other files");
  if (output === null) return notFound("it answers with labels alone");
  const trees = graphTrees(content, file, output, placement);
  return trees.found === null ? trees : found({ graph: trees.found, content, output });
}

function modelOfTrees(graph: Graph, { graph: trees, content, output }: Trees): TreeModel {
  const { request, source, encoder } = graph;
  const { runtime, ...scored } = scoredByTrees({ id: request.id, content, file: source.file, encoder, output }, trees);
  return { ...commonOf(graph, runtime), ...scored, close: async () => {} };
}

async function modelOfRuntime(graph: Graph, trees: Found<Trees>): Promise<LoadedModel | TreeModel> {
  const { request, source, encoder, outputs } = graph;
  const { ort, runtime } = loadOnnxRuntime();
  const { id, threads } = request;
  const setting: OnnxSetting = { id, ort, runtime, threads, file: source.file, encoder };
  const session = await openOnnxSession(setting, source.content ?? graph.path);
  const texts = encoder.tensors.some(({ type }) => type === "text");
  const common = commonOf(graph, runtime);
  const model: LoadedModel = {
    ...common,
    facts: { ...common.facts, ...whyNoTrees(source.file, trees) },
    // Graphs over texts spread each row over the whole vocabulary: smaller batches keep that table in memory.
    batchRows: texts ? 1024 : 8192,
    predict: (batch) => predict(id, session, source.file, outputs, batch),
    encodedAnswers: () => encodedAnswersOf(graph, session),
    linearForm: async () => linearFormOf(graph),
    close: () => session.release(),
  };
  if (trees.found === null) return model;
  const { close, ...explained } = explainedByTrees(setting, trees.found.content, trees.found.graph);
  return { ...model, ...explained, close: async () => void (await Promise.all([session.release(), close()])) };
}

/** Of graphs without an ensemble nobody expects trees. */
const whyNoTrees = ({ operators }: OnnxFile, { reason }: Found<Trees>): Pick<LoadedModel["facts"], "noTrees"> =>
  reason !== null && [...operators].some(isEnsemble) ? { noTrees: reason } : {};

function commonOf(
  { request, folder, source, placement, encoder }: Graph,
  runtime: string,
): Pick<LoadedModel, "facts" | "columns" | "classNames"> & Required<Pick<LoadedModel, "warnings">> {
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
    classNames: source.file.classNames,
    warnings: () => [...source.warnings, ...encoder.warnings()],
  };
}

/** Numbers of a batch of encoded rows: few enough that they stay near the processor, so many that calling the runtime costs little. */
const encodedBatch = 2 ** 18;

function encodedAnswersOf(
  { request: { id, unseen }, source: { file }, outputs, placement }: Graph,
  session: OnnxSession,
): EncodedAnswers | null {
  const inputs = encodedInputs(createEncoder(id, placement, unseen), placement);
  if ("reason" in inputs || file.inputs.some(({ dtype }) => dtype !== "tensor(float)")) return null;
  return {
    inputs,
    batchRows: Math.min(16384, Math.max(256, Math.floor(encodedBatch / inputs.width))),
    predict: async (encoded, rows) => {
      const values = await session.runEncoded(encoded, rows, namesOf(outputs));
      return answersFrom(id, file, outputs, { values, incomplete: [] }, rows);
    },
  };
}

function linearFormOf({ request, source, outputs, placement }: Graph): LinearForm | Unavailable {
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

async function predict(
  id: string,
  session: OnnxSession,
  file: OnnxFile,
  outputs: Outputs,
  batch: Batch,
): Promise<Answers> {
  const { rows } = batch;
  const { score, label } = outputs;
  if (rows === 0) return { score: score === null ? null : new Float64Array(), label: label === null ? null : [] };
  return answersFrom(id, file, outputs, await session.run(batch, namesOf(outputs)), rows);
}

const namesOf = ({ score, label }: Outputs): string[] => [score, label].filter((name) => name !== null);

const answersFrom = (
  id: string,
  { classNames }: OnnxFile,
  { score, label }: Outputs,
  { values, incomplete }: OnnxResults,
  rows: number,
): Answers =>
  answersOf(id, {
    scores: score === null ? null : scoreTensor(score, values[score]),
    labels: label === null ? null : labelTexts(values[label]),
    classNames,
    rows,
    incomplete,
  });
