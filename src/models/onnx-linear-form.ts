import { finiteForm } from "./finite-form.js";
import type { EncodedInputs, LinearForm, Unavailable } from "./model.js";
import { attributesOf } from "./onnx-attributes.js";
import { resultOf, type Value } from "./onnx-sums.js";
import { bytesOf, NotProtobuf, textOf, utf8 } from "./protobuf.js";
import type { Link } from "./trees/ensemble.js";
import { coefficientRows, inputsAsSums, mixedSums, type WeightedSums } from "./weighted-sums.js";

/** A graph to be read as weighted sums. */
export interface SumGraph {
  /** The model file, its weights in it. */
  readonly content: Uint8Array;
  /** The tensors it takes, in the order of the encoded inputs, with the values per row of each. */
  readonly tensors: readonly { readonly name: string; readonly width: number }[];
  readonly inputs: EncodedInputs;
  /** Name of the output with the scores. */
  readonly output: string;
}

/** The weighted sums behind an output of an ONNX graph: all operations from the inputs to a sigmoid or softmax at the end are linear. */
export function onnxLinearForm(graph: SumGraph): LinearForm | Unavailable {
  try {
    const value = valuesOf(graph).get(graph.output) ?? {
      reason: "its output is no input and no result of an operation",
    };
    return "reason" in value ? value : linearForm(value, graph.inputs);
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
    return { reason: `its file ${cause.message}` };
  }
}

/** What each tensor of the graph holds. Nodes stand in an order in which all they take comes before them (onnx/docs/IR.md). */
function valuesOf({ content, tensors, inputs }: SumGraph): Map<string, Value> {
  const [graph = new Uint8Array()] = bytesOf(content, 7);
  const constants = new Map(bytesOf(graph, 5).map((tensor) => [textOf(tensor, 8), tensor]));
  const values = new Map<string, Value>();
  let first = 0;
  for (const { name, width } of tensors) {
    values.set(name, { sums: inputsAsSums(first, width), link: null });
    first += width;
  }
  for (const node of bytesOf(graph, 1)) addNode(node, inputs.width, constants, values);
  return values;
}

/** NodeProto: 1 inputs, 2 outputs, 4 operator. Classifiers give the label first. */
function addNode(
  node: Uint8Array,
  inputs: number,
  constants: Map<string, Uint8Array>,
  values: Map<string, Value>,
): void {
  const [names, outputs] = [bytesOf(node, 1).map(utf8), bytesOf(node, 2).map(utf8)];
  const operator = textOf(node, 4);
  const attributes = attributesOf(node);
  const [output] = operator === "LinearClassifier" ? outputs.slice(1) : outputs;
  if (output === undefined) return;
  const [tensor] = operator === "Constant" ? bytesOf(attributes.get("value") ?? new Uint8Array(), 5) : [];
  if (tensor !== undefined) {
    constants.set(output, tensor);
    return;
  }
  const given = {
    operator,
    attributes,
    values: names.map((name) => values.get(name) ?? null),
    constants: names.map((name) => constants.get(name) ?? null),
    inputs,
  };
  values.set(output, resultOf(given));
}

/** As answers are read: of two columns the second counts, and a softmax over two is the sigmoid of their difference. */
function linearForm({ sums, link }: Exclude<Value, Unavailable>, inputs: EncodedInputs): LinearForm | Unavailable {
  const { picked, linkOfPicked } = explained(sums, link ?? "identity", inputs.width);
  const { intercepts } = picked;
  return finiteForm({ inputs, link: linkOfPicked, coefficients: coefficientRows(picked, inputs.width), intercepts });
}

function explained(sums: WeightedSums, link: Link, inputs: number): { picked: WeightedSums; linkOfPicked: Link } {
  const count = sums.intercepts.length;
  if (count !== 2) return { picked: sums, linkOfPicked: count > 2 && link === "logistic" ? "logistic_each" : link };
  const first = link === "softmax" ? -1 : 0;
  const picked = mixedSums(sums, 1, (_, j) => (j === 1 ? 1 : first), inputs);
  return { picked, linkOfPicked: link === "softmax" ? "logistic" : link };
}
