import {
  attributesOf,
  integerAttribute,
  integersAttribute,
  tensorNumbers,
  textsAttribute,
} from "../onnx-attributes.js";
import type { OnnxFile } from "../onnx-file.js";
import { bytesOf, integersOf, textOf } from "../protobuf.js";
import { type Found, found, notFound } from "./found.js";

/** Where a column of a matrix inside a graph comes from. */
export interface Column {
  /** Place of the graph's input. */
  readonly input: number;
  /** Place in that input's row of the one value that it is or is made from. */
  readonly value: number;
  /** Whether it arrives unchanged; an indicator, an imputed or scaled number is made. */
  readonly isKept: boolean;
}

/** A graph as lists of its parts. */
export interface Graph {
  readonly inputs: OnnxFile["inputs"];
  /** By name of each of its outputs. */
  readonly nodeOf: ReadonlyMap<string, Uint8Array>;
  readonly constants: ReadonlyMap<string, Uint8Array>;
}

/** A tensor of rows: its columns, and the type of its elements as the graph's inputs name it. */
export interface Matrix {
  readonly columns: readonly Column[];
  readonly dtype: string;
}

/** The only graph of an ONNX model (ModelProto 7; GraphProto 1 nodes, 5 constants). */
export function graphOf(content: Uint8Array, { inputs }: Pick<OnnxFile, "inputs">): Graph {
  const graph = bytesOf(content, 7).at(-1) ?? new Uint8Array();
  const nodeOf = new Map(bytesOf(graph, 1).flatMap((node) => outputsOf(node).map((name) => [name, node] as const)));
  return { inputs, nodeOf, constants: new Map(bytesOf(graph, 5).map((tensor) => [textOf(tensor, 8), tensor])) };
}

/** NodeProto: 1 inputs, 2 outputs, 4 operator. */
const names = (node: Uint8Array, number: number): string[] =>
  bytesOf(node, number).map((bytes) => Buffer.from(bytes).toString("utf8"));
export const inputsOf = (node: Uint8Array): string[] => names(node, 1);
export const outputsOf = (node: Uint8Array): string[] => names(node, 2);
export const operatorOf = (node: Uint8Array): string => textOf(node, 4);

/** More than any table has, and few enough that a graph that doubles its columns again and again ends. */
const mostColumns = 2 ** 20;
const deepest = 100;

/** The columns of a tensor, followed back to the graph's inputs through operators that keep columns apart. */
export const columnsOf = (graph: Graph, tensor: string): Found<Matrix> =>
  follow({ graph, known: new Map() }, tensor, 0);

interface Search {
  readonly graph: Graph;
  /** What was found of a tensor, because several operators may take the same. */
  readonly known: Map<string, Found<Matrix>>;
}

function follow(search: Search, tensor: string, depth: number): Found<Matrix> {
  const known = search.known.get(tensor);
  if (known !== undefined) return known;
  const matrix = depth > deepest ? notFound("too many operators stand in front of it") : madeBy(search, tensor, depth);
  search.known.set(tensor, matrix);
  return matrix;
}

function madeBy(search: Search, tensor: string, depth: number): Found<Matrix> {
  const { graph } = search;
  const place = graph.inputs.findIndex(({ name }) => name === tensor);
  if (place >= 0) return inputColumns(graph, place);
  const node = graph.nodeOf.get(tensor);
  if (node === undefined) return notFound(`its input ${JSON.stringify(tensor.slice(0, 60))} comes from nowhere`);
  const operator = operatorOf(node);
  const step = Object.hasOwn(steps, operator) ? steps[operator] : undefined;
  if (step === undefined) return notFound(`the operator ${operator.slice(0, 60)} stands in front of it`);
  const parts: Matrix[] = [];
  let columns = 0;
  for (const name of inputsOf(node).slice(0, step.isJoin ? undefined : 1)) {
    const part = follow(search, name, depth + 1);
    if (part.found === null) return part;
    parts.push(part.found);
    columns += part.found.columns.length;
    if (columns > mostColumns) return notFound("its input has too many columns");
  }
  return parts.length === 0 ? notFound(`the operator ${operator} has no input`) : step.apply(parts, node, graph);
}

function inputColumns({ inputs }: Graph, input: number): Found<Matrix> {
  const { name, shape, dtype } = inputs[input]!;
  const width = shape?.length === 2 ? shape[1] : null;
  if (width === null || width === undefined || width > mostColumns)
    return notFound(`the graph's input ${JSON.stringify(name.slice(0, 60))} is no table of a fixed number of columns`);
  return found({ dtype, columns: Array.from({ length: width }, (_, value) => ({ input, value, isKept: true })) });
}

interface Step {
  readonly isJoin: boolean;
  readonly apply: (parts: readonly Matrix[], node: Uint8Array, graph: Graph) => Found<Matrix>;
}

const kept: Step = { isJoin: false, apply: ([part]) => found(part!) };
const made = (columns: readonly Column[]): Column[] => columns.map((column) => ({ ...column, isKept: false }));
/** Every column becomes a decimal number of its own that is made from it. */
const scaled: Step = {
  isJoin: false,
  apply: ([part]) => found({ columns: made(part!.columns), dtype: "tensor(float)" }),
};

const joined = (parts: readonly Matrix[]): Found<Matrix> =>
  parts.every(({ dtype }) => dtype === parts[0]!.dtype)
    ? found({ columns: parts.flatMap(({ columns }) => columns), dtype: parts[0]!.dtype })
    : notFound("columns of several types are joined");

const steps: Readonly<Record<string, Step>> = {
  Identity: kept,
  Cast: { isJoin: false, apply: cast },
  Concat: { isJoin: true, apply: concat },
  FeatureVectorizer: {
    isJoin: true,
    apply: (parts) => joined(parts.map((part) => ({ ...part, dtype: "tensor(float)" }))),
  },
  Reshape: { isJoin: false, apply: reshape },
  ArrayFeatureExtractor: { isJoin: false, apply: chosen },
  Gather: { isJoin: false, apply: gather },
  Imputer: { isJoin: false, apply: impute },
  Scaler: scaled,
  OneHotEncoder: { isJoin: false, apply: oneHot },
};

/** TensorProto.DataType of what numbers may be cast to without becoming others, but for rounding. */
export const castTypes: Readonly<Record<number, string>> = { 1: "tensor(float)", 11: "tensor(double)" };

function cast([part]: readonly Matrix[], node: Uint8Array): Found<Matrix> {
  const { columns, dtype } = part!;
  const to = castTypes[integerAttribute(attributesOf(node), "to")];
  if (to === undefined || dtype === "tensor(string)")
    return notFound("a cast that is not from number to decimal stands in front of it");
  // Numbers rounded to float32 would meet thresholds that are not.
  if (dtype === "tensor(float)" && to !== dtype) return notFound("a cast from float to double stands in front of it");
  return found({ columns, dtype: to });
}

function concat(parts: readonly Matrix[], node: Uint8Array): Found<Matrix> {
  const axis = integerAttribute(attributesOf(node), "axis");
  return axis === 1 || axis === -1 || axis === 2 ? joined(parts) : notFound("rows are joined in front of it");
}

/** [N, 1, k] to [N, k], as converters write it behind indicators; other shapes would mix rows. */
function reshape([part]: readonly Matrix[], node: Uint8Array, graph: Graph): Found<Matrix> {
  const constant = graph.constants.get(inputsOf(node)[1] ?? "");
  const shape = constant === undefined ? [] : tensorNumbers(constant);
  const isTable = shape.length === 2 && shape[0] === -1 && shape[1] === part!.columns.length;
  return isTable ? found(part!) : notFound("its input is reshaped in a way that is not followed");
}

/** Each missing number gets the stand-in of its column. Whole numbers stay whole, and no runtime hands these out as decimals. */
function impute([part]: readonly Matrix[]): Found<Matrix> {
  const { columns, dtype } = part!;
  return dtype === "tensor(float)"
    ? found({ columns: made(columns), dtype })
    : notFound("the operator Imputer stands in front of it and takes no float numbers");
}

function gather(parts: readonly Matrix[], node: Uint8Array, graph: Graph): Found<Matrix> {
  const axis = integerAttribute(attributesOf(node), "axis");
  const places = graph.constants.get(inputsOf(node)[1] ?? "");
  // A single place that is no list takes the column out of the table.
  const isTable = places === undefined || integersOf(places, 1).length === 1;
  return (axis === 1 || axis === -1) && isTable
    ? chosen(parts, node, graph)
    : notFound("the operator Gather stands in front of it and chooses no list of columns");
}

/** Some of the columns, by a list of places that stands in the file. */
function chosen([part]: readonly Matrix[], node: Uint8Array, { constants }: Graph): Found<Matrix> {
  const { columns, dtype } = part!;
  const tensor = constants.get(inputsOf(node)[1] ?? "");
  const places = tensor === undefined ? [] : tensorNumbers(tensor);
  const all = places.map((place) => columns[place < 0 ? columns.length + place : place]);
  if (all.length === 0 || all.length > mostColumns || all.includes(undefined))
    return notFound("columns are chosen in front of it by places that the file does not tell");
  return found({ columns: all as Column[], dtype });
}

/** One indicator per category, for one column. */
function oneHot([part]: readonly Matrix[], node: Uint8Array): Found<Matrix> {
  const attributes = attributesOf(node);
  const categories =
    textsAttribute(attributes, "cats_strings").length + integersAttribute(attributes, "cats_int64s").length;
  const [column, ...others] = part!.columns;
  if (column === undefined || others.length > 0 || categories > mostColumns)
    return notFound("indicators are made of several columns at once");
  return found({
    columns: made(new Array<Column>(categories).fill(column)),
    dtype: "tensor(float)",
  });
}
