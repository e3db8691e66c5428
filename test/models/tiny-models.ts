import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { bytesField, integerField, joinBytes } from "../../src/models/protobuf.js";

/** A new folder below the system's temporary one. */
export const temporaryFolder = (): string => mkdtempSync(path.join(tmpdir(), "evenhand-models-"));

interface GraphInput {
  readonly name: string;
  readonly dtype?: string;
  readonly size: readonly number[];
}

/** A weight of a TensorFlow.js model. */
interface Weight {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: readonly number[];
}

/** Writes weights.bin and the manifest for it. */
function writeWeights(folder: string, weights: readonly Weight[]): unknown[] {
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, "weights.bin"),
    Buffer.from(Float32Array.from(weights.flatMap(({ values }) => values)).buffer),
  );
  return [{ paths: ["weights.bin"], weights: weights.map(({ name, shape }) => ({ name, shape, dtype: "float32" })) }];
}

interface Node {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr?: Record<string, unknown>;
}

/** A TensorFlow.js graph model, written by hand. Returns its model.json. */
export function writeGraph(
  folder: string,
  graph: {
    inputs: readonly GraphInput[];
    outputs: Record<string, string>;
    nodes: readonly Node[];
    weights?: readonly Weight[];
  },
): string {
  const type = { type: "DT_FLOAT" };
  const shapeOf = (size: readonly number[]) => ({ dim: size.map((value) => ({ size: String(value) })) });
  const placeholders = graph.inputs.map(({ name, dtype, size }) => ({
    name,
    op: "Placeholder",
    attr: { dtype: { type: dtype ?? "DT_FLOAT" }, shape: { shape: shapeOf(size) } },
  }));
  const constants = (graph.weights ?? []).map(({ name, shape }) => ({
    name,
    op: "Const",
    attr: { dtype: type, value: { tensor: { dtype: "DT_FLOAT", tensorShape: shapeOf(shape) } } },
  }));
  const nodes = graph.nodes.map((node) => ({ ...node, attr: { T: type, ...node.attr } }));
  const json = {
    format: "graph-model",
    signature: {
      inputs: Object.fromEntries(
        graph.inputs.map(({ name, dtype, size }) => [
          name,
          { name: `${name}:0`, dtype: dtype ?? "DT_FLOAT", tensorShape: shapeOf(size) },
        ]),
      ),
      outputs: Object.fromEntries(
        Object.entries(graph.outputs).map(([name, node]) => [
          name,
          { name: `${node}:0`, dtype: "DT_FLOAT", tensorShape: shapeOf([-1, 1]) },
        ]),
      ),
    },
    modelTopology: { node: [...placeholders, ...constants, ...nodes], library: {}, versions: { producer: 1645 } },
    weightsManifest: writeWeights(folder, graph.weights ?? []),
  };
  return writeJson(folder, json);
}

/** A Keras layers model, written by hand. Returns its model.json. */
export function writeLayers(
  folder: string,
  layers: readonly { class_name: string; config: Record<string, unknown> }[],
  weights: readonly Weight[] = [],
): string {
  return writeJson(folder, {
    format: "layers-model",
    modelTopology: {
      keras_version: "2.15.0",
      backend: "tensorflow",
      model_config: { class_name: "Sequential", config: { name: "tiny", layers } },
    },
    weightsManifest: writeWeights(folder, weights),
  });
}

function writeJson(folder: string, json: unknown): string {
  const file = path.join(folder, "model.json");
  writeFileSync(file, JSON.stringify(json));
  return file;
}

const text = (number: number, value: string): Uint8Array => bytesField(number, value);

/** ValueInfoProto of a tensor: element type 1 is float, 7 int64, 8 string; null is an open dimension. */
export const onnxValue = (name: string, elementType: number, shape: readonly (number | null)[]): Uint8Array => {
  const dimensions = shape.map((size) => bytesField(1, size === null ? text(2, "N") : integerField(1, size)));
  const tensor = joinBytes([integerField(1, elementType), bytesField(2, joinBytes(dimensions))]);
  return joinBytes([text(1, name), bytesField(2, bytesField(1, tensor))]);
};

export const onnxNode = (
  operator: string,
  inputs: readonly string[],
  outputs: readonly string[],
  rest: { domain?: string; attributes?: readonly Uint8Array[] } = {},
): Uint8Array =>
  joinBytes([
    ...inputs.map((name) => text(1, name)),
    ...outputs.map((name) => text(2, name)),
    text(4, operator),
    ...(rest.attributes ?? []).map((attribute) => bytesField(5, attribute)),
    ...(rest.domain === undefined ? [] : [text(7, rest.domain)]),
  ]);

/** TensorProto of floats kept in another file. */
export const externalTensor = (
  name: string,
  shape: readonly number[],
  entries: Readonly<Record<string, string>>,
): Uint8Array =>
  joinBytes([
    ...shape.map((size) => integerField(1, size)),
    integerField(2, 1),
    text(8, name),
    ...Object.entries(entries).map(([key, value]) => bytesField(13, joinBytes([text(1, key), text(2, value)]))),
    integerField(14, 1),
  ]);

/** An ONNX file of the parts given: nodes, initializers, inputs and outputs. */
export function onnxFile(graph: {
  nodes: readonly Uint8Array[];
  initializers?: readonly Uint8Array[];
  inputs: readonly Uint8Array[];
  outputs: readonly Uint8Array[];
  domains?: readonly string[];
  /** Version of all domains but the standard one. */
  version?: number;
}): Uint8Array {
  const content = joinBytes([
    ...graph.nodes.map((node) => bytesField(1, node)),
    text(2, "tiny"),
    ...(graph.initializers ?? []).map((tensor) => bytesField(5, tensor)),
    ...graph.inputs.map((value) => bytesField(11, value)),
    ...graph.outputs.map((value) => bytesField(12, value)),
  ]);
  const opsets = (graph.domains ?? [""]).map((domain) =>
    bytesField(8, joinBytes([text(1, domain), integerField(2, domain === "" ? 13 : (graph.version ?? 1))])),
  );
  return joinBytes([integerField(1, 8), text(2, "evenhand"), bytesField(7, content), ...opsets]);
}
