import { unusable } from "../core/errors.js";
import { inputColumns } from "./encoded-inputs.js";
import type { Encoder, TensorEncoder } from "./encoder.js";
import type { Placement } from "./features.js";
import type { Batch } from "./model.js";
import type { OnnxFile } from "./onnx-file.js";
import { type OnnxSession, type OnnxSetting, openOnnxSession } from "./onnx-session.js";
import { scoreTensor, scoreTypes } from "./onnx-tensors.js";
import { textOf } from "./protobuf.js";
import { type Found, found } from "./trees/found.js";
import type { Column } from "./trees/onnx-columns.js";
import { type OnnxTrees, treesOfOnnx, withOutput } from "./trees/onnx-trees.js";
import { type TreeModel, treeScoring } from "./trees/tree-model.js";

/** The trees whose answers are an output of a graph. */
export interface GraphTrees extends OnnxTrees {
  /** For each input of the trees, the raw column that it is made from. */
  readonly inputColumn: Int32Array;
}

/** The trees behind an output of a graph, or why there are none. */
export function graphTrees(
  content: Uint8Array,
  file: OnnxFile,
  output: string,
  placement: Placement,
): Found<GraphTrees> {
  const trees = treesOfOnnx(content, file, output);
  if (trees.found === null) return trees;
  const byTensor = placement.inputs.map((input) => inputColumns({ ...placement, inputs: [input] }, input.width));
  const inputColumn = Int32Array.from(trees.found.columns, ({ input, value }) => byTensor[input]![value]!);
  return found({ ...trees.found, inputColumn });
}

const areValues = (columns: readonly Column[]): boolean => columns.every(({ isKept }) => isKept);

/**
 * Whether the trees alone give every row the answer that the graph gives it: they take its inputs as they are, these may be
 * missing, and no node compares for equality, which onnxruntime does without cutting codes to whole numbers.
 */
export function answersAlone({ trees, columns }: GraphTrees, { inputs, classNames }: OnnxFile): boolean {
  const mayMiss = columns.every(({ input }) => scoreTypes.has(inputs[input]!.dtype));
  const isNamed = trees.outputs === 1 || classNames?.length === trees.outputs;
  return areValues(columns) && mayMiss && isNamed && trees.categorySets.length === 0;
}

interface Scored {
  readonly id: string;
  readonly content: Uint8Array;
  readonly file: OnnxFile;
  readonly encoder: Encoder;
  readonly output: string;
}

/** What scores without onnxruntime. */
export function scoredByTrees(
  { id, content, file, encoder, output }: Scored,
  graph: GraphTrees,
): Pick<TreeModel, "trees" | "inputColumn" | "inputs" | "predict" | "batchRows"> & { readonly runtime: string } {
  const { trees, inputColumn } = graph;
  const inputs = (batch: Batch) => valuesOf(graph, encoder, batch);
  return {
    ...treeScoring({ id, trees, classNames: file.classNames, output, inputs }),
    trees,
    inputColumn,
    inputs,
    runtime: `evenhand (ONNX file${writtenBy(content)})`,
  };
}

/** ModelProto: 2 name and 3 version of the program that wrote the file. CatBoost writes the names of people into the latter. */
function writtenBy(content: Uint8Array): string {
  const words = [2, 3].map((number) => textOf(content, number)).filter((word) => /^[\w.+-]{1,40}$/.test(word));
  return words.length === 0 ? "" : ` of ${words.join(" ")}`;
}

/** What explains where onnxruntime scores, and what is to be closed after it. */
export function explainedByTrees(
  { encoder, ...rest }: OnnxSetting,
  content: Uint8Array,
  graph: GraphTrees,
): Pick<TreeModel, "trees" | "inputColumn" | "inputs" | "close"> {
  const { trees, columns, inputColumn } = graph;
  const setting: OnnxSetting = { ...rest, encoder: rounding(encoder, rest.file) };
  if (areValues(columns))
    return { trees, inputColumn, inputs: (batch) => valuesOf(graph, setting.encoder, batch), close: async () => {} };
  return { trees, inputColumn, ...matrixInputs(setting, content, graph) };
}

/** Explanations ask about numbers that are moved a little, and inputs of whole numbers take the nearest of these. */
function rounding(encoder: Encoder, { inputs }: OnnxFile): Encoder {
  const tensors = encoder.tensors.map((tensor, at): TensorEncoder => {
    if (scoreTypes.has(inputs[at]!.dtype)) return tensor;
    return {
      ...tensor,
      numbers: (batch, out) => {
        const incomplete = tensor.numbers(batch, out);
        roundAll(out);
        return incomplete;
      },
      columns: (batch) => {
        const columns = tensor.columns(batch);
        columns.forEach(roundAll);
        return columns;
      },
    };
  });
  return { ...encoder, tensors };
}

function roundAll(values: Float32Array | Float64Array): void {
  for (let at = 0; at < values.length; at++) values[at] = Math.round(values[at]!);
}

function valuesOf({ columns }: GraphTrees, { tensors }: Encoder, batch: Batch): Float64Array[] {
  const byTensor = tensors.map((tensor) => tensor.columns(batch));
  return columns.map(({ input, value }) => byTensor[input]![value]!);
}

/** Inputs of trees behind the graph's own encoders, which run in a session that is opened when somebody asks. */
function matrixInputs(setting: OnnxSetting, content: Uint8Array, graph: GraphTrees) {
  const { matrix, trees } = graph;
  const isOutput = setting.file.outputs.some(({ name }) => name === matrix);
  let opened: Promise<OnnxSession> | null = null;
  return {
    inputs: async (batch: Batch): Promise<Float64Array[]> => {
      if (batch.rows === 0) return Array.from({ length: trees.width }, () => new Float64Array());
      opened ??= openOnnxSession(setting, isOutput ? content : withOutput(content, graph));
      const { values, incomplete } = await (await opened).run(batch, [matrix]);
      if (incomplete.length > 0) throw cannotMiss(setting.id, incomplete.length);
      return columnsOf(scoreTensor(matrix, values[matrix]).values, trees.width, batch.rows);
    },
    close: async (): Promise<void> => {
      const session = await opened?.catch(() => null);
      await session?.release();
    },
  };
}

const cannotMiss = (model: string, rows: number) =>
  unusable(`model "${model}": ${rows} of the rows to explain miss a number that it cannot do without`, {
    hint: "give the features a stand-in: {name: income, missing: 0}",
  });

/** Rows of a table, turned into columns. */
function columnsOf(values: Float32Array | Float64Array, width: number, rows: number): Float64Array[] {
  return Array.from({ length: width }, (_, column) => {
    const out = new Float64Array(rows);
    for (let row = 0, at = column; row < rows; row++, at += width) out[row] = values[at]!;
    return out;
  });
}
