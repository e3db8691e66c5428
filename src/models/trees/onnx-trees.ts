import { type Attributes, attributesOf, integerAttribute, tensorNumbers } from "../onnx-attributes.js";
import type { OnnxFile } from "../onnx-file.js";
import { bytesField, changeFields, integerField, joinBytes, NotProtobuf } from "../protobuf.js";
import type { Link, TreeEnsemble } from "./ensemble.js";
import { type Found, found, notFound } from "./found.js";
import {
  type Column,
  castTypes,
  columnsOf,
  type Graph,
  graphOf,
  inputsOf,
  operatorOf,
  outputsOf,
} from "./onnx-columns.js";
import { type EnsembleOperator, isEnsemble, onnxEnsemble } from "./onnx-ensemble.js";
import { ofOne } from "./onnx-targets.js";

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
  const behind = ensembleBehind(graph, output);
  if (behind.found === null) return behind;
  const { node, operator, link } = behind.found;
  const [matrix = ""] = inputsOf(node);
  const source = columnsOf(graph, matrix);
  if (source.found === null) return source;
  const { columns, dtype } = source.found;
  const isDirect = isWhole(graph, columns);
  const read = onnxEnsemble(
    { operator, attributes: attributesOf(node) },
    { width: columns.length, inputs: isDirect ? inputNames(graph) : null, single: dtype !== "tensor(double)" },
  );
  const trees = read.found === null || link === null ? read : behindLink(read.found, link);
  return trees.found === null ? trees : found({ trees: trees.found, matrix, columns, isDirect });
}

/** The ensemble whose raw outputs go through a link that is an operator of its own. */
function behindLink(trees: TreeEnsemble, link: Link): Found<TreeEnsemble> {
  if (trees.link !== "identity") return notFound("its answers go through two links");
  return found({ ...trees, link: trees.outputs === 1 ? ofOne(link) : link });
}

/** Every value of every input once and in order. */
function isWhole({ inputs }: Graph, columns: readonly Column[]): boolean {
  const all = inputs.flatMap(({ shape }, input) =>
    Array.from({ length: shape?.[1] ?? 0 }, (_, value) => ({ input, value })),
  );
  return (
    all.length === columns.length &&
    all.every(({ input, value }, place) => {
      const column = columns[place]!;
      return column.isKept && column.input === input && column.value === value;
    })
  );
}

/** Names of inputs of one value per row; null where one has several. */
const inputNames = ({ inputs }: Graph): string[] | null =>
  inputs.every(({ shape }) => shape?.[1] === 1) ? inputs.map(({ name }) => name) : null;

const deepest = 100;

interface Ensemble {
  readonly node: Uint8Array;
  readonly operator: EnsembleOperator;
  /** What its raw outputs go through behind it; null: nothing. */
  readonly link: (typeof links)[keyof typeof links] | null;
}

/** The ensemble whose scores an output is, as they are or behind one link: of a classifier the second output, of others the first. */
function ensembleBehind(graph: Graph, output: string): Found<Ensemble> {
  let tensor = output;
  let through: keyof typeof links | null = null;
  for (let step = 0; step < deepest; step++) {
    const node = graph.nodeOf.get(tensor);
    if (node === undefined) break;
    const operator = operatorOf(node);
    if (isEnsemble(operator)) {
      const isClassifier = operator === "TreeEnsembleClassifier";
      if (outputsOf(node)[isClassifier ? 1 : 0] !== tensor) return notFound("the output is a label, not a score");
      // Of two classes a classifier answers with two scores, of which its trees hold one.
      if (isClassifier && through !== null) return makesAnswers(through);
      return found({ node, operator, link: through === null ? null : links[through] });
    }
    const isLink = isRowLink(node, operator);
    if (isLink ? through !== null : !keepsValues(graph, node, operator)) return makesAnswers(operator);
    if (isLink) through = operator;
    tensor = inputsOf(node)[0] ?? "";
  }
  return notFound("its answers do not come from an ensemble of trees");
}

const makesAnswers = (operator: string): Found<never> =>
  notFound(`the operator ${operator.slice(0, 60)} makes its answers`);

/** Operators that are a link. */
const links = { Sigmoid: "logistic_each", Softmax: "softmax" } as const;

/** Whether a node is a link of each row by itself. */
const isRowLink = (node: Uint8Array, operator: string): operator is keyof typeof links =>
  Object.hasOwn(links, operator) && isLastAxis(attributesOf(node));

/** Of a table the columns are the second axis, and both versions of softmax that there are mean that when they say none. */
const isLastAxis = (attributes: Attributes): boolean =>
  !attributes.has("axis") || [1, -1].includes(integerAttribute(attributes, "axis"));

/** Whether a node hands scores on as they are. Converters of LightGBM multiply by 1. */
function keepsValues({ constants }: Graph, node: Uint8Array, operator: string): boolean {
  if (operator === "Cast") return Object.hasOwn(castTypes, integerAttribute(attributesOf(node), "to"));
  if (operator !== "Mul") return operator === "Identity" || operator === "ZipMap";
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
