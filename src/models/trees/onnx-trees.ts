import { attributesOf, tensorNumbers } from "../onnx-attributes.js";
import type { OnnxFile } from "../onnx-file.js";
import { bytesField, changeFields, integerField, joinBytes, NotProtobuf } from "../protobuf.js";
import type { TreeEnsemble } from "./ensemble.js";
import { type Found, found, notFound } from "./found.js";
import { type Column, columnsOf, type Graph, graphOf, inputsOf, operatorOf, outputsOf } from "./onnx-columns.js";
import { onnxEnsemble } from "./onnx-ensemble.js";

/** The trees of an ONNX model whose answers are those of one ensemble. They have no covers: ONNX files do not tell. */
export interface OnnxTrees {
  readonly trees: TreeEnsemble;
  /** The tensor of the graph that the trees take: rows of `trees.width` numbers. */
  readonly matrix: string;
  /** By column of that tensor, where it comes from. */
  readonly columns: readonly Column[];
  /** Whether the columns are the values of the graph's inputs, side by side in their order. */
  readonly isDirect: boolean;
}

/**
 * The trees behind an output of an ONNX model, or why there are none to be had: the output is not that of one ensemble, columns
 * cannot be told apart in front of it, or the ensemble does what the flat form cannot say.
 */
export function treesOfOnnx(content: Uint8Array, file: OnnxFile, output: string): Found<OnnxTrees> {
  try {
    return treesBehind(content, file, output);
  } catch (cause) {
    if (!(cause instanceof NotProtobuf)) throw cause;
    return notFound(`its file ${cause.message}`);
  }
}

function treesBehind(content: Uint8Array, file: OnnxFile, output: string): Found<OnnxTrees> {
  const graph = graphOf(content, file);
  const node = ensembleBehind(graph, output);
  if (node.found === null) return node;
  const [matrix = ""] = inputsOf(node.found);
  const source = columnsOf(graph, matrix);
  if (source.found === null) return source;
  const { columns, dtype } = source.found;
  const isDirect = isWhole(graph, columns);
  const trees = onnxEnsemble(
    { operator: operatorOf(node.found), attributes: attributesOf(node.found) },
    { width: columns.length, inputs: isDirect ? inputNames(graph) : null, single: dtype !== "tensor(double)" },
  );
  return trees.found === null ? trees : found({ trees: trees.found, matrix, columns, isDirect });
}

/** Every value of every input once and in order. */
function isWhole({ inputs }: Graph, columns: readonly Column[]): boolean {
  const all = inputs.flatMap(({ shape }, input) =>
    Array.from({ length: shape?.[1] ?? 0 }, (_, value) => ({ input, value })),
  );
  return (
    all.length === columns.length &&
    all.every(({ input, value }, place) => columns[place]!.input === input && columns[place]!.value === value)
  );
}

/** Names of inputs of one value per row; null where one has several. */
const inputNames = ({ inputs }: Graph): string[] | null =>
  inputs.every(({ shape }) => shape?.[1] === 1) ? inputs.map(({ name }) => name) : null;

const ensembles: readonly string[] = ["TreeEnsembleClassifier", "TreeEnsembleRegressor"];
/** Operators that hand scores on as they are. */
const passing: readonly string[] = ["Identity", "ZipMap", "Cast", "Mul"];
const deepest = 100;

/** The ensemble whose scores an output is: of a classifier the second output, of a regressor the first. */
function ensembleBehind(graph: Graph, output: string): Found<Uint8Array> {
  let tensor = output;
  for (let step = 0; step < deepest; step++) {
    const node = graph.nodeOf.get(tensor);
    if (node === undefined) break;
    const operator = operatorOf(node);
    if (ensembles.includes(operator)) {
      const scores = outputsOf(node)[operator === "TreeEnsembleClassifier" ? 1 : 0];
      return scores === tensor ? found(node) : notFound("the output is a label, not a score");
    }
    if (operator === "TreeEnsemble") return notFound("it is an ensemble of ai.onnx.ml 5 (TreeEnsemble)");
    if (!passing.includes(operator) || !keepsValues(graph, node))
      return notFound(`the operator ${operator.slice(0, 60)} makes its answers`);
    tensor = inputsOf(node)[0] ?? "";
  }
  return notFound("its answers do not come from an ensemble of trees");
}

/** Converters of LightGBM multiply by 1. */
function keepsValues({ constants }: Graph, node: Uint8Array): boolean {
  if (operatorOf(node) !== "Mul") return true;
  const factor = constants.get(inputsOf(node)[1] ?? "");
  const values = factor === undefined ? [] : tensorNumbers(factor);
  return values.length > 0 && values.every((value) => value === 1);
}

/**
 * The model with a tensor among its outputs, so that a runtime hands out what the trees take. GraphProto 12: ValueInfoProto with
 * 1 name and 2 type { 1 tensor { 1 element type } }; float is 1, double 11.
 */
export function withOutput(content: Uint8Array, { matrix, trees }: Pick<OnnxTrees, "matrix" | "trees">): Uint8Array {
  const type = bytesField(2, bytesField(1, integerField(1, trees.single ? 1 : 11)));
  const output = bytesField(12, joinBytes([bytesField(1, matrix), type]));
  return changeFields(content, (number, graph) => (number === 7 ? bytesField(7, joinBytes([graph, output])) : null));
}
