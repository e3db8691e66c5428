import type { GraphModel, io, NamedTensorMap, Tensor } from "@tensorflow/tfjs";
import { unusable } from "../core/errors.js";
import { isRecord } from "./file-kind.js";
import type { Loader } from "./model.js";
import { printable } from "./printable.js";
import { loading } from "./runtime-failure.js";
import type { SignatureTensor } from "./signature.js";
import { loadTensorFlow, type Tf } from "./tensorflow.js";
import { tfLoadedModel } from "./tf-model.js";
import { readTfjsFile } from "./tfjs-artifacts.js";
import { graphMargin } from "./tfjs-graph-margin.js";

/** A tensor of a graph: its name for users, and the node that holds it. */
interface GraphTensor extends SignatureTensor {
  readonly node: string;
}

/** Loads a TensorFlow.js graph model, as the converter writes it from a SavedModel: model.json and its weight files. */
export const loadTfjsGraph: Loader = async (request) => {
  const { folder, artifacts } = await readTfjsFile(request.id, request.path, "tfjs-graph");
  const runtime = await loadTensorFlow();
  const { tf } = runtime;
  const model = await loading(request.id, runtime.runtime, () => tf.loadGraphModel(tf.io.fromMemory(artifacts)));
  const inputs = graphTensors(request.id, artifacts, "inputs", model);
  const outputs = graphTensors(request.id, artifacts, "outputs", model);
  const topology: unknown = artifacts.modelTopology;
  return tfLoadedModel(request, {
    runtime,
    folder,
    inputs,
    outputs,
    knowsMissing: operations(artifacts).has("IsNan"),
    run: graphRunner(tf, model, inputs, outputs),
    margin: (output) => graphMargin(tf, { model, topology, inputNodes: nodesByName(inputs) }, nodeOf(outputs, output)),
    dispose: () => model.dispose(),
  });
};

type Run = (inputs: NamedTensorMap, output: string) => Tensor | Promise<Tensor>;

/** Graphs with control flow need the asynchronous call, which complains on the others: the first batch tells. */
function graphRunner(tf: Tf, model: GraphModel, inputs: readonly GraphTensor[], outputs: readonly GraphTensor[]): Run {
  let dynamic = false;
  const nodes = nodesByName([...inputs, ...outputs]);
  return (given, output) => {
    const feeds = Object.fromEntries(Object.entries(given).map(([name, tensor]) => [nodes.get(name) ?? name, tensor]));
    const node = nodes.get(output) ?? output;
    if (!dynamic) {
      try {
        return tf.tidy(() => onlyTensor(model.execute(feeds, node)));
      } catch (cause) {
        if (!/dynamic op/.test(String(cause))) throw cause;
        dynamic = true;
      }
    }
    return model.executeAsync(feeds, node).then(onlyTensor);
  };
}

const nodesByName = (tensors: readonly GraphTensor[]): Map<string, string> =>
  new Map(tensors.map(({ name, node }) => [name, node]));
const nodeOf = (tensors: readonly GraphTensor[], wanted: string): string =>
  tensors.find(({ name }) => name === wanted)?.node ?? wanted;

const onlyTensor = (answer: Tensor | Tensor[]): Tensor => (Array.isArray(answer) ? answer[0]! : answer);

const dataTypes: Readonly<Record<string, string>> = {
  DT_FLOAT: "float32",
  DT_DOUBLE: "float32",
  DT_HALF: "float32",
  DT_INT32: "int32",
  DT_INT64: "int32",
  DT_BOOL: "bool",
  DT_STRING: "string",
};

/** Inputs or outputs as the signature names them; graphs without a signature are named by their nodes. */
function graphTensors(
  id: string,
  artifacts: io.ModelArtifacts,
  side: "inputs" | "outputs",
  model: GraphModel,
): GraphTensor[] {
  const signature: unknown = artifacts.signature;
  const entries = isRecord(signature) && isRecord(signature[side]) ? Object.entries(signature[side]) : [];
  const signed = entries
    .filter(([, entry]) => !isRecord(entry) || entry.resourceId === undefined)
    .map(([name, entry]) => signedTensor(id, name, entry));
  if (signed.length > 0) return signed.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return model[side].map(({ name, dtype, shape }) => ({
    name,
    node: name,
    dtype,
    shape: shape === undefined ? null : shape.map(openIfNegative),
  }));
}

const openIfNegative = (size: number): number | null => (size < 0 ? null : size);

function signedTensor(model: string, name: string, entry: unknown): GraphTensor {
  if (!isRecord(entry) || typeof entry.name !== "string")
    throw unusable(`model "${model}": the signature of its graph is broken at "${printable(name)}"`);
  const dtype = dataTypes[String(entry.dtype)] ?? String(entry.dtype);
  return { name, node: entry.name, dtype, shape: signedShape(entry.tensorShape) };
}

/** Sizes are written as decimal texts, open ones as "-1". */
function signedShape(shape: unknown): (number | null)[] | null {
  if (!isRecord(shape) || shape.unknownRank === true || !Array.isArray(shape.dim)) return null;
  return shape.dim.map((dimension) => openIfNegative(Number(isRecord(dimension) ? (dimension.size ?? -1) : -1)));
}

function operations(artifacts: io.ModelArtifacts): Set<string> {
  const topology: unknown = artifacts.modelTopology;
  const nodes = isRecord(topology) && Array.isArray(topology.node) ? topology.node : [];
  return new Set(nodes.map((node) => (isRecord(node) ? String(node.op) : "")));
}
