import type { GraphModel, NamedTensorMap, Tensor } from "@tensorflow/tfjs";
import { isRecord } from "./file-kind.js";
import type { Unavailable } from "./model.js";
import type { Tf } from "./tensorflow.js";
import type { TfMargin } from "./tf-gradients.js";
import type { Link } from "./trees/ensemble.js";

/** A node of a graph as its file writes it (tensorflow/core/framework/node_def.proto). */
interface GraphNode {
  readonly name: string;
  readonly op: string;
  /** Nodes it takes its inputs from; "name:1" is the second output of one, "^name" merely has to come first. */
  readonly inputs: readonly string[];
  readonly attributes: Readonly<Record<string, unknown>>;
}

/** Operations whose result is a weighted sum of the inputs that vary, where only so many of them do. */
const sums: Readonly<Record<string, "any" | "one" | "first">> = {
  Placeholder: "any",
  Identity: "any",
  Neg: "any",
  BiasAdd: "any",
  Add: "any",
  AddV2: "any",
  AddN: "any",
  Sub: "any",
  ConcatV2: "any",
  MatMul: "one",
  _FusedMatMul: "one",
  BatchMatMulV2: "one",
  Mul: "one",
  RealDiv: "first",
  Reshape: "first",
  Squeeze: "first",
  ExpandDims: "first",
};

/** What can stand before the answer as its last operation. */
const links: Readonly<Record<string, Link>> = { Sigmoid: "logistic", Softmax: "softmax" };
const floats = ["DT_FLOAT", "DT_DOUBLE", "DT_HALF"];

/** Where the nodes of a graph model's inputs are found by the names of its signature. */
export interface GraphFeeds {
  readonly model: GraphModel;
  readonly topology: unknown;
  /** By name in the signature: the node, such as "features:0". */
  readonly inputNodes: ReadonlyMap<string, string>;
}

/** An output of a graph model before its last sigmoid or softmax. @param outputNode such as "Identity:0" */
export function graphMargin(tf: Tf, feeds: GraphFeeds, outputNode: string): TfMargin | Unavailable {
  const graph = graphNodes(feeds.topology);
  const last = behindIdentities(graph, outputNode);
  if (last === null) return { reason: "the graph in its file does not lead to its output" };
  const varying = varyingNodes(graph, last);
  const lookup = varying.nodes.find((node) => looksUp(node, varying.names));
  if (lookup !== undefined)
    return { reason: `its operation "${lookup.name}" (${lookup.op}) looks things up, which has no gradient` };
  const { link, cut } = linkOf(last);
  const curved = varying.nodes.find((node) => !isSum(node, varying.names, node === last && cut));
  return {
    link,
    curved: curved === undefined ? null : `operation "${curved.name}" (${curved.op})`,
    run: runner(tf, feeds, last, cut ? link : null),
  };
}

function graphNodes(topology: unknown): ReadonlyMap<string, GraphNode> {
  const nodes = isRecord(topology) && Array.isArray(topology.node) ? topology.node : [];
  return new Map(nodes.filter(isRecord).map((node) => [String(node.name), graphNode(node)]));
}

const graphNode = (node: Record<string, unknown>): GraphNode => ({
  name: String(node.name),
  op: String(node.op),
  inputs: (Array.isArray(node.input) ? node.input.map(String) : []).filter((input) => !input.startsWith("^")),
  attributes: isRecord(node.attr) ? node.attr : {},
});

const nodeName = (input: string): string => input.replace(/:\d+$/, "");

function behindIdentities(graph: ReadonlyMap<string, GraphNode>, output: string): GraphNode | null {
  let node = graph.get(nodeName(output));
  for (let steps = 0; node?.op === "Identity" && steps < graph.size; steps++)
    node = graph.get(nodeName(node.inputs[0] ?? ""));
  return node ?? null;
}

/** The nodes that an output is computed from and whose values depend on the model's inputs; inputs come first. */
function varyingNodes(
  graph: ReadonlyMap<string, GraphNode>,
  last: GraphNode,
): { readonly nodes: readonly GraphNode[]; readonly names: ReadonlySet<string> } {
  const nodes: GraphNode[] = [];
  const names = new Set<string>();
  for (const node of inOrder(graph, last)) {
    // The shape of a table does not vary with what stands in it.
    const varies =
      node.op === "Placeholder" || (node.op !== "Shape" && node.inputs.some((input) => names.has(nodeName(input))));
    if (!varies) continue;
    nodes.push(node);
    names.add(node.name);
  }
  return { nodes, names };
}

/** All nodes behind `last`, each after those it takes its inputs from. */
function inOrder(graph: ReadonlyMap<string, GraphNode>, last: GraphNode): GraphNode[] {
  const order: GraphNode[] = [];
  const seen = new Set<GraphNode>();
  const stack: { readonly node: GraphNode; readonly done: boolean }[] = [{ node: last, done: false }];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next.done) order.push(next.node);
    else if (!seen.has(next.node)) {
      seen.add(next.node);
      stack.push({ node: next.node, done: true });
      for (const input of next.node.inputs) {
        const node = graph.get(nodeName(input));
        if (node !== undefined) stack.push({ node, done: false });
      }
    }
  }
  return order;
}

/** Whether a node uses a varying input as a place in a list, or rounds it; TensorFlow.js would call the gradient of a rounding 1. */
function looksUp({ op, inputs, attributes }: GraphNode, varying: ReadonlySet<string>): boolean {
  const varies = (index: number): boolean => varying.has(nodeName(inputs[index] ?? ""));
  if (op.startsWith("Gather") || op === "ResourceGather") return varies(1);
  if (op === "OneHot") return varies(0);
  return op === "Cast" && !floats.includes(typeOf(attributes.DstT));
}

const typeOf = (attribute: unknown): string => (isRecord(attribute) ? String(attribute.type) : "");
const flag = (attribute: unknown): boolean => isRecord(attribute) && attribute.b === true;

/** Functions fused into a node, such as ["BiasAdd", "Relu"]; the file has their names in base64. */
function fused({ attributes: { fused_ops: attribute } }: GraphNode): string[] {
  const list = isRecord(attribute) && isRecord(attribute.list) ? attribute.list.s : [];
  return Array.isArray(list) ? list.map((name) => Buffer.from(String(name), "base64").toString("utf8")) : [];
}

/** @param linked whether the function at the node's end is a link, which is cut off */
function isSum(node: GraphNode, varying: ReadonlySet<string>, linked: boolean): boolean {
  if (linked && node.op !== "_FusedMatMul") return true;
  const rule = sums[node.op];
  const functions = linked ? fused(node).slice(0, -1) : fused(node);
  if (rule === undefined || !functions.every((name) => name === "BiasAdd")) return false;
  const places = node.inputs.flatMap((input, index) => (varying.has(nodeName(input)) ? [index] : []));
  return rule === "any" || (places.length === 1 && (rule === "one" || places[0] === 0));
}

/** The link that the last node applies, and whether its own inputs have to be taken in its place to get at the margin. */
function linkOf(node: GraphNode): { readonly link: Link | null; readonly cut: boolean } {
  const names = node.op === "_FusedMatMul" ? fused(node) : [node.op];
  const link = links[names.at(-1) ?? ""];
  if (link !== undefined) return { link, cut: true };
  return { link: names.every((name) => name in sums) ? "identity" : null, cut: false };
}

type Run = (inputs: NamedTensorMap) => Tensor;

/** @param link to be left out; null: the node's own result */
function runner(tf: Tf, { model, inputNodes }: GraphFeeds, last: GraphNode, link: Link | null): Run {
  const execute = (inputs: NamedTensorMap, names: string[]): Tensor[] => {
    const feeds = Object.entries(inputs).map(([name, tensor]) => [inputNodes.get(name) ?? name, tensor]);
    return [model.execute(Object.fromEntries(feeds) as NamedTensorMap, names)].flat();
  };
  if (link === null) return (inputs) => execute(inputs, [last.name])[0]!;
  if (last.op !== "_FusedMatMul") return (inputs) => execute(inputs, [last.inputs[0]!])[0]!;
  const [transposeA, transposeB] = [flag(last.attributes.transpose_a), flag(last.attributes.transpose_b)];
  return (inputs) => {
    const [a, b, bias] = execute(inputs, [...last.inputs]);
    const sum = tf.matMul(a!, b!, transposeA, transposeB);
    return bias === undefined ? sum : tf.add(sum, bias);
  };
}
