import { type Failure, unusable } from "../core/errors.js";
import { fileKind } from "./file-kind.js";
import type { ModelFolder } from "./model-folder.js";
import { printable } from "./printable.js";
import { bytesOf, integerOf, integersOf, NotProtobuf, scanFields, textOf, utf8 } from "./protobuf.js";
import { wrongKind } from "./runtime-failure.js";
import type { SignatureTensor } from "./signature.js";

/** A tensor stored in a file beside the model. */
interface ExternalData {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/** What can be told of an ONNX file before its runtime sees it. */
export interface OnnxFile {
  readonly irVersion: number;
  readonly opsets: readonly { readonly domain: string; readonly version: number }[];
  readonly inputs: readonly SignatureTensor[];
  readonly outputs: readonly SignatureTensor[];
  /** Operator types in the graph, its subgraphs and its functions. */
  readonly operators: ReadonlySet<string>;
  readonly externalData: readonly ExternalData[];
  /** Class names in the order of the probabilities, where a classifier or map node states them. */
  readonly classNames: readonly string[] | null;
}

/** Domains whose operators onnxruntime brings; operators of others are foreign code. */
const knownDomains = new Set(["", "ai.onnx", "ai.onnx.ml", "com.microsoft"]);
const deepest = 50;

/**
 * Looks into an ONNX file: fields as in onnx/onnx.proto (ModelProto 1, 7, 8, 25; GraphProto 1, 5, 11, 12, 15).
 * @throws Failure when it is another kind of file, broken, or uses operators that onnxruntime does not have.
 */
export function readOnnxFile(model: string, content: Uint8Array): OnnxFile {
  const found = fileKind(content);
  if (found !== "onnx" && found !== "unknown") throw wrongKind(model, "an ONNX model", found);
  try {
    const file = describe(content);
    const complaint = whyBroken(file);
    if (complaint !== null) throw broken(model, complaint);
    return file.description;
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
    throw broken(model, cause.message, cause);
  }
}

const broken = (model: string, what: string, cause?: unknown): Failure =>
  unusable(
    `model "${model}": its file is no complete ONNX model: it ${what}`,
    { hint: "it may be truncated, or be no ONNX file at all; copy it again" },
    cause,
  );

interface Seen {
  readonly operators: Set<string>;
  readonly domains: Set<string>;
  readonly externalData: ExternalData[];
  readonly classLists: string[][];
}

interface Described {
  readonly description: OnnxFile;
  readonly domains: ReadonlySet<string>;
  readonly functionDomains: ReadonlySet<string>;
}

function describe(content: Uint8Array): Described {
  const seen: Seen = { operators: new Set(), domains: new Set(), externalData: [], classLists: [] };
  const graphs = bytesOf(content, 7);
  const functions = bytesOf(content, 25);
  for (const graph of graphs) walkGraph(graph, seen, 0);
  for (const definition of functions) for (const node of bytesOf(definition, 7)) walkNode(node, seen, 0);
  const initializers = new Set(graphs.flatMap((graph) => bytesOf(graph, 5).map((tensor) => textOf(tensor, 8))));
  const inputs = graphs
    .flatMap((graph) => bytesOf(graph, 11).map(valueInfo))
    .filter(({ name }) => !initializers.has(name));
  const description = {
    irVersion: integerOf(content, 1),
    opsets: bytesOf(content, 8).map((opset) => ({ domain: textOf(opset, 1), version: integerOf(opset, 2) })),
    inputs,
    outputs: graphs.flatMap((graph) => bytesOf(graph, 12).map(valueInfo)),
    operators: seen.operators,
    externalData: seen.externalData,
    classNames: onlyList([...seen.classLists, ...graphs.flatMap(classInitializers)]),
  };
  return {
    description,
    domains: seen.domains,
    functionDomains: new Set(functions.map((definition) => textOf(definition, 10))),
  };
}

function whyBroken({ description, domains, functionDomains }: Described): string | null {
  const { irVersion, opsets, outputs, operators } = description;
  if (irVersion < 1 || outputs.length === 0 || operators.size === 0) return "has no graph with outputs";
  const imported = new Set(opsets.map(({ domain }) => plainDomain(domain)));
  const missing = [...domains].find((domain) => !imported.has(plainDomain(domain)));
  if (missing !== undefined)
    return `uses operators of "${printable(missing === "" ? "ai.onnx" : missing)}" and does not say which version`;
  const foreign = [...domains].find((domain) => !knownDomains.has(domain) && !functionDomains.has(domain));
  return foreign === undefined
    ? null
    : `uses operators of "${printable(foreign)}", which are code outside the file and are not loaded`;
}

const plainDomain = (domain: string): string => (domain === "ai.onnx" ? "" : domain);

function walkGraph(graph: Uint8Array, seen: Seen, depth: number): void {
  if (depth > deepest) throw new NotProtobuf("nests graphs too deeply");
  for (const node of bytesOf(graph, 1)) walkNode(node, seen, depth);
  for (const tensor of bytesOf(graph, 5)) walkTensor(tensor, seen);
  for (const sparse of bytesOf(graph, 15)) walkSparse(sparse, seen);
}

function walkNode(node: Uint8Array, seen: Seen, depth: number): void {
  seen.operators.add(textOf(node, 4));
  seen.domains.add(textOf(node, 7));
  for (const attribute of bytesOf(node, 5)) walkAttribute(attribute, seen, depth);
}

/** AttributeProto: 5 and 10 tensors, 6 and 11 graphs, 22 and 23 sparse tensors. In one pass, because trees fill millions of fields. */
function walkAttribute(attribute: Uint8Array, seen: Seen, depth: number): void {
  let name = "";
  scanFields(attribute, (number, value) => {
    if (!(value instanceof Uint8Array)) return;
    if (number === 1) name = utf8(value);
    else if (number === 5 || number === 10) walkTensor(value, seen);
    else if (number === 6 || number === 11) walkGraph(value, seen, depth + 1);
    else if (number === 22 || number === 23) walkSparse(value, seen);
  });
  const names = name.startsWith("classlabels_") ? classLabels(attribute) : [];
  if (names.length > 0) seen.classLists.push(names);
}

const walkSparse = (sparse: Uint8Array, seen: Seen): void => {
  for (const tensor of [...bytesOf(sparse, 1), ...bytesOf(sparse, 2)]) walkTensor(tensor, seen);
};

/** TensorProto 13: pairs of key and value. Listed whatever `data_location` says, so that nothing unchecked can be opened. */
function walkTensor(tensor: Uint8Array, seen: Seen): void {
  const pairs = new Map(bytesOf(tensor, 13).map((entry) => [textOf(entry, 1), textOf(entry, 2)]));
  if (pairs.size === 0) return;
  const size = (key: string): number => Number(pairs.get(key) ?? 0);
  seen.externalData.push({ location: pairs.get("location") ?? "", offset: size("offset"), length: size("length") });
}

/** Classifiers and ZipMap state their classes as texts (`classlabels_strings`) or integers (`classlabels_int64s`, `classlabels_ints`). */
function classLabels(attribute: Uint8Array): string[] {
  const texts = bytesOf(attribute, 9).map(utf8);
  return texts.length > 0 ? texts : integersOf(attribute, 8).map(String);
}

/** skl2onnx keeps the classes of other classifiers in a constant called `classes`. */
function classInitializers(graph: Uint8Array): string[][] {
  const constants = bytesOf(graph, 5).filter((tensor) => /^classes\d*$/.test(textOf(tensor, 8)));
  return constants.map(constantNames).filter((names) => names.length > 1);
}

function constantNames(tensor: Uint8Array): string[] {
  const texts = bytesOf(tensor, 6).map(utf8);
  if (texts.length > 0) return texts;
  const integers = [...integersOf(tensor, 7), ...integersOf(tensor, 5)];
  return integers.length > 0 ? integers.map(String) : rawIntegers(tensor);
}

/** TensorProto 9 holds the values little-endian, 2 says as what: 6 int32, 7 int64. */
function rawIntegers(tensor: Uint8Array): string[] {
  const raw = bytesOf(tensor, 9).at(-1) ?? new Uint8Array();
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  const type = integerOf(tensor, 2);
  if (type === 7)
    return Array.from({ length: Math.floor(raw.length / 8) }, (_, index) => String(view.getBigInt64(index * 8, true)));
  if (type === 6)
    return Array.from({ length: Math.floor(raw.length / 4) }, (_, index) => String(view.getInt32(index * 4, true)));
  return [];
}

/** The list that all places agree on; null where there is none or they differ (as in stacked models). */
function onlyList(lists: readonly string[][]): readonly string[] | null {
  const [first] = lists;
  if (first === undefined) return null;
  return lists.every((list) => list.length === first.length && list.every((name, index) => name === first[index]))
    ? first
    : null;
}

/** onnx.proto, TensorProto.DataType. */
const elementTypes = [
  "undefined",
  "float",
  "uint8",
  "int8",
  "uint16",
  "int16",
  "int32",
  "int64",
  "string",
  "bool",
  "float16",
  "double",
  "uint32",
  "uint64",
];

/** ValueInfoProto: 1 name, 2 type. */
function valueInfo(info: Uint8Array): SignatureTensor {
  const type = bytesOf(info, 2).at(-1) ?? new Uint8Array();
  const tensor = bytesOf(type, 1).at(-1);
  return { name: textOf(info, 1), dtype: typeName(type, 0), shape: tensor === undefined ? null : tensorShape(tensor) };
}

/** TypeProto: 1 tensor, 4 sequence, 5 map; named as onnxruntime names them. */
function typeName(type: Uint8Array, depth: number): string {
  if (depth > deepest) throw new NotProtobuf("nests types too deeply");
  const [tensor] = bytesOf(type, 1);
  if (tensor !== undefined) return `tensor(${elementTypes[integerOf(tensor, 1)] ?? "other"})`;
  const [sequence] = bytesOf(type, 4);
  if (sequence !== undefined) return `seq(${typeName(bytesOf(sequence, 1)[0] ?? new Uint8Array(), depth + 1)})`;
  const [map] = bytesOf(type, 5);
  if (map !== undefined)
    return `map(${elementTypes[integerOf(map, 1)] ?? "other"},${typeName(bytesOf(map, 2)[0] ?? new Uint8Array(), depth + 1)})`;
  return "other";
}

/** TypeProto.Tensor 2: dimensions with 1 a size or 2 a name; a tensor without a shape has any rank. */
function tensorShape(tensor: Uint8Array): (number | null)[] | null {
  const [shape] = bytesOf(tensor, 2);
  if (shape === undefined) return null;
  return bytesOf(shape, 1).map((dimension) => {
    const [size] = integersOf(dimension, 1);
    return size === undefined || size <= 0n ? null : Number(size);
  });
}

/**
 * Checks that every tensor kept outside the file lies in a regular file below the model's folder, within its length,
 * and reads those files, so that the record names them.
 * Source: onnx/docs/ExternalData.md; the same attacks as CVE-2022-25882, CVE-2024-27318 and CVE-2025-51480.
 */
export async function checkExternalData(folder: ModelFolder, { externalData }: OnnxFile): Promise<void> {
  const sizes = new Map<string, number>();
  for (const { location, offset, length } of externalData) {
    const size = sizes.get(location) ?? (await folder.size(location, { singleLink: true }));
    if (!sizes.has(location)) await folder.read(location);
    sizes.set(location, size);
    if (!(offset >= 0 && length >= 0 && offset + length <= size)) {
      throw unusable(`model file "${printable(location)}" has ${size} bytes, and the model looks for values beyond`, {
        hint: "it may be truncated; copy it again",
      });
    }
  }
}
