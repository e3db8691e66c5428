import { bytesField, bytesOf, changeFields, integerField, joinBytes, textOf } from "./protobuf.js";

/** A model whose maps were taken out. */
export interface WithoutZipMap {
  readonly content: Uint8Array;
  /** Outputs that are tensors [N, classes] now. */
  readonly outputs: readonly string[];
}

/**
 * Takes ZipMap nodes out of an ONNX file. scikit-learn's converters put one behind the probabilities by default, which turns
 * the tensor [N, classes] into a sequence of maps that onnxruntime-node cannot return. Each becomes an Identity, and the
 * output of its name a float tensor; nothing else changes, so the numbers are the same.
 * Returns null when no output comes from a ZipMap.
 */
export function withoutZipMap(content: Uint8Array): WithoutZipMap | null {
  const graphs = bytesOf(content, 7);
  const mapped = new Set(graphs.flatMap((graph) => bytesOf(graph, 1).filter(isZipMap).map(outputOf)));
  const outputs = graphs
    .flatMap((graph) => bytesOf(graph, 12).map((info) => textOf(info, 1)))
    .filter((name) => mapped.has(name));
  if (outputs.length === 0) return null;
  const names = new Set(outputs);
  const changed = changeFields(content, (number, value) =>
    number === 7 ? bytesField(7, rewrittenGraph(value, names)) : null,
  );
  return { content: joinBytes([changed, ...missingOpset(content)]), outputs };
}

const isZipMap = (node: Uint8Array): boolean => textOf(node, 4) === "ZipMap" && textOf(node, 7) === "ai.onnx.ml";
const outputOf = (node: Uint8Array): string => textOf(node, 2);

/** GraphProto: 1 node, 12 output, 13 value_info. */
const rewrittenGraph = (graph: Uint8Array, names: ReadonlySet<string>): Uint8Array =>
  changeFields(graph, (number, value) => {
    if (number === 1 && isZipMap(value) && names.has(outputOf(value))) return bytesField(1, identity(value));
    if (number === 12 && names.has(textOf(value, 1))) return bytesField(12, floatTensor(textOf(value, 1)));
    return number === 13 && names.has(textOf(value, 1)) ? new Uint8Array() : null;
  });

/** NodeProto: 1 input, 2 output, 3 name, 4 op_type. */
const identity = (node: Uint8Array): Uint8Array =>
  joinBytes([
    bytesField(1, textOf(node, 1)),
    bytesField(2, outputOf(node)),
    bytesField(3, textOf(node, 3)),
    bytesField(4, "Identity"),
  ]);

/** ValueInfoProto: 1 name, 2 type { 1 tensor { 1 element type: 1 = float } }. ZipMap takes float tensors only. */
const floatTensor = (name: string): Uint8Array =>
  joinBytes([bytesField(1, name), bytesField(2, bytesField(1, integerField(1, 1)))]);

/** Identity belongs to the main operators, which a file of classical models alone need not import. */
function missingOpset(content: Uint8Array): Uint8Array[] {
  const domains = bytesOf(content, 8).map((opset) => textOf(opset, 1));
  return domains.some((domain) => domain === "" || domain === "ai.onnx") ? [] : [bytesField(8, integerField(2, 13))];
}
