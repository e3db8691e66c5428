import type { Unavailable } from "./model.js";
import {
  type Attributes,
  integerAttribute,
  integersAttribute,
  numbersAttribute,
  tensorNumbers,
  textAttribute,
  textsAttribute,
} from "./onnx-attributes.js";
import { integersOf, scanFields } from "./protobuf.js";
import { chosenSums, joinedSums, mixedSums, scaledSums, type WeightedSums } from "./weighted-sums.js";

/** What a tensor of a graph holds: weighted sums of the inputs, or those behind a sigmoid (each) or a softmax; or why neither. */
export type Value = { readonly sums: WeightedSums; readonly link: "logistic" | "softmax" | null } | Unavailable;

/** Numbers that stand in the file. */
interface Constant {
  readonly shape: readonly number[];
  readonly numbers: readonly number[];
}

/** A node with what it takes: values in their order (null where a constant stands), and the constants. */
export interface SumNode {
  readonly operator: string;
  readonly attributes: Attributes;
  readonly values: readonly (Value | null)[];
  /** By place among the inputs, TensorProto. */
  readonly constants: readonly (Uint8Array | null)[];
  /** Encoded inputs of the model. */
  readonly inputs: number;
}

/** Coefficients of one mixture: beyond, a file would take memory out of proportion. */
const mostCoefficients = 10_000_000;

/** TensorProto: 1 dimensions. */
const constantOf = (tensor: Uint8Array): Constant => ({
  shape: integersOf(tensor, 1).map(Number),
  numbers: tensorNumbers(tensor),
});

/** What a node gives. Operators as in onnx/docs/Operators.md and Operators-ml.md. */
export function resultOf(node: SumNode): Value {
  const rule = Object.hasOwn(rules, node.operator) ? rules[node.operator] : undefined;
  const failed = node.values.find((value) => value !== null && "reason" in value);
  if (failed != null) return failed;
  if (rule === undefined || node.values.every((value) => value === null)) return noSum(node);
  return rule(node) ?? noSum(node);
}

const noSum = ({ operator }: SumNode): Unavailable => ({
  reason: `it is more than weighted sums: operation ${operator}`,
});

/** null: not a weighted sum. */
type Rule = (node: SumNode) => Value | null;

const plain = (sums: WeightedSums): Value => ({ sums, link: null });

/** The sums at a place among the inputs; null for a constant or what is behind a link. */
function sumsAt({ values }: SumNode, place = 0): WeightedSums | null {
  const value = values[place];
  return value == null || "reason" in value || value.link !== null ? null : value.sums;
}

const onlySums =
  (rule: (sums: WeightedSums, node: SumNode) => Value | null): Rule =>
  (node) => {
    const sums = sumsAt(node);
    return sums === null ? null : rule(sums, node);
  };

const same: Rule = ({ values }) => values[0] ?? null;

const elementTypes = { float: 1, float16: 10, double: 11 };

/** To whole numbers a cast rounds. */
const cast: Rule = (node) =>
  Object.values(elementTypes).includes(integerAttribute(node.attributes, "to")) ? same(node) : null;

const isLastAxis = (attributes: Attributes, missing: number): boolean =>
  [1, -1].includes(attributes.has("axis") ? integerAttribute(attributes, "axis") : missing);

/** One number for all or one each; null when there is another number of them. */
function each(numbers: readonly number[], count: number, missing: number): ((place: number) => number) | null {
  if (numbers.length === 0) return () => missing;
  if (numbers.length === 1) return () => numbers[0]!;
  return numbers.length === count ? (place) => numbers[place]! : null;
}

const scaler = onlySums((sums, { attributes }) => {
  const count = sums.intercepts.length;
  const offset = each(numbersAttribute(attributes, "offset"), count, 0);
  const scale = each(numbersAttribute(attributes, "scale"), count, 1);
  if (offset === null || scale === null) return null;
  return plain(scaledSums(sums, scale, (place) => -offset(place) * scale(place)));
});

/** Sums and a constant that is the same for every row; `isFirst`: whether the sums come first. */
function withConstant(
  combine: (constant: number, isFirst: boolean) => { readonly factor: number; readonly shift: number } | null,
): Rule {
  return (node) => {
    const isFirst = sumsAt(node, 0) !== null;
    const sums = sumsAt(node, isFirst ? 0 : 1);
    const tensor = node.constants[isFirst ? 1 : 0];
    if (sums === null || tensor == null) return null;
    const constant = rowConstant(constantOf(tensor), sums.intercepts.length);
    const parts = constant?.map((number) => combine(number, isFirst)) ?? [null];
    if (parts.some((part) => part === null)) return null;
    return plain(
      scaledSums(
        sums,
        (place) => parts[place]!.factor,
        (place) => parts[place]!.shift,
      ),
    );
  };
}

/** A constant as one number for each of `count` columns; null when it has a row for each of several rows, or another width. */
function rowConstant({ shape, numbers }: Constant, count: number): readonly number[] | null {
  if (shape.length > 2 || (shape.length === 2 && shape[0] !== 1)) return null;
  if (numbers.length === 1) return new Array<number>(count).fill(numbers[0]!);
  return numbers.length === count ? numbers : null;
}

function mixture(node: SumNode, sums: WeightedSums, count: number, weight: (k: number, j: number) => number) {
  return count * node.inputs > mostCoefficients ? null : mixedSums(sums, count, weight, node.inputs);
}

/** Rows times a matrix of the file; null when it is of another height. */
function product(node: SumNode, sums: WeightedSums, transposed: boolean): WeightedSums | null {
  const tensor = node.constants[1];
  if (tensor == null) return null;
  const { shape, numbers } = constantOf(tensor);
  const [height, width] = transposed ? [shape[1], shape[0]] : [shape[0], shape[1]];
  if (shape.length !== 2 || height !== sums.intercepts.length || numbers.length !== shape[0]! * shape[1]!) return null;
  const weight = (k: number, j: number) => numbers[transposed ? k * height + j : j * width! + k]!;
  return mixture(node, sums, width!, weight);
}

const matMul = onlySums((sums, node) => {
  const mixed = product(node, sums, false);
  return mixed === null ? null : plain(mixed);
});

/** alpha · A · B + beta · C */
const gemm = onlySums((sums, node) => {
  const { attributes, constants, values } = node;
  const mixed = product(node, sums, integerAttribute(attributes, "transB") === 1);
  if (mixed === null || integerAttribute(attributes, "transA") !== 0 || values[2] != null) return null;
  const [alpha, beta] = [numberAttribute(attributes, "alpha"), numberAttribute(attributes, "beta")];
  const count = mixed.intercepts.length;
  const added = constants[2] == null ? [0] : rowConstant(constantOf(constants[2]), count);
  const shift = added === null ? null : each(added, count, 0);
  if (shift === null) return null;
  return plain(
    scaledSums(
      mixed,
      () => alpha,
      (place) => beta * shift(place),
    ),
  );
});

/** A single float (AttributeProto 2); 1 when there is none. */
function numberAttribute(attributes: Attributes, name: string): number {
  let found = 1;
  const attribute = attributes.get(name) ?? new Uint8Array();
  scanFields(attribute, (number, _, start, end) => {
    if (number === 2 && end - start === 5)
      found = new DataView(attribute.buffer, attribute.byteOffset).getFloat32(end - 4, true);
  });
  return found;
}

const concat: Rule = (node) => {
  const parts = node.values.map((_, place) => sumsAt(node, place));
  if (!isLastAxis(node.attributes, 0)) return null;
  const joined = parts.every((part) => part !== null) ? joinedSums(parts) : null;
  return joined === null ? null : plain(joined);
};

const chosen =
  (isSupported: (attributes: Attributes) => boolean): Rule =>
  (node) => {
    const [sums, tensor] = [sumsAt(node), node.constants[1]];
    if (sums === null || tensor == null || !isSupported(node.attributes)) return null;
    const { shape, numbers } = constantOf(tensor);
    const exists = numbers.every((place) => Number.isInteger(place) && place >= 0 && place < sums.intercepts.length);
    // A single index that is no list takes the column out of the table.
    return shape.length === 0 || !exists ? null : plain(chosenSums(sums, numbers));
  };

const linked = (link: "logistic" | "softmax"): Rule =>
  onlySums((sums, { attributes }) => (link === "softmax" && !isLastAxis(attributes, 1) ? null : { sums, link }));

const transforms: Readonly<Record<string, "logistic" | "softmax" | null>> = {
  NONE: null,
  LOGISTIC: "logistic",
  SOFTMAX: "softmax",
};

/** Rows of `coefficients`, `intercepts` and a transform, as classical models have them. */
const classical = (outputsOf: (attributes: Attributes) => number): Rule =>
  onlySums((sums, node) => {
    const { attributes } = node;
    const coefficients = numbersAttribute(attributes, "coefficients");
    const [width, outputs] = [sums.intercepts.length, outputsOf(attributes)];
    const intercept = each(numbersAttribute(attributes, "intercepts"), outputs, 0);
    const transform = textAttribute(attributes, "post_transform", "NONE");
    const isKnown = Object.hasOwn(transforms, transform);
    // Two classes with one row of coefficients: what becomes of the score depends on the runtime.
    if (coefficients.length !== outputs * width || outputs < 1 || intercept === null || !isKnown) return null;
    const mixed = mixture(node, sums, outputs, (k, j) => coefficients[k * width + j]!);
    if (mixed === null) return null;
    return { sums: scaledSums(mixed, () => 1, intercept), link: transforms[transform]! };
  });

const classes = (attributes: Attributes): number =>
  Math.max(
    textsAttribute(attributes, "classlabels_strings").length,
    integersAttribute(attributes, "classlabels_ints").length,
  );

/** Probabilities that already add up to 1 stay as they are. */
const normalizer: Rule = ({ attributes, values: [value] }) => {
  if (value == null || "reason" in value || textAttribute(attributes, "norm", "MAX") !== "L1") return null;
  const isOpposite = value.link === "logistic" && areOpposite(value.sums);
  return value.link === "softmax" || isOpposite ? value : null;
};

/** Two sums of which one is the other's negative: their sigmoids add up to 1. */
function areOpposite({ intercepts, picks, coefficients }: WeightedSums): boolean {
  const half = coefficients.length / 2;
  return (
    intercepts.length === 2 &&
    picks === null &&
    intercepts[0] === -intercepts[1]! &&
    coefficients.subarray(0, half).every((coefficient, place) => coefficient === -coefficients[half + place]!)
  );
}

const rules: Readonly<Record<string, Rule>> = {
  Identity: same,
  Dropout: same,
  Cast: cast,
  Flatten: (node) => (isLastAxis(node.attributes, 1) ? same(node) : null),
  Scaler: scaler,
  Add: withConstant((constant) => ({ factor: 1, shift: constant })),
  Sub: withConstant((constant, isFirst) =>
    isFirst ? { factor: 1, shift: -constant } : { factor: -1, shift: constant },
  ),
  Mul: withConstant((constant) => ({ factor: constant, shift: 0 })),
  Div: withConstant((constant, isFirst) => (isFirst && constant !== 0 ? { factor: 1 / constant, shift: 0 } : null)),
  MatMul: matMul,
  Gemm: gemm,
  Concat: concat,
  ArrayFeatureExtractor: chosen(() => true),
  Gather: chosen((attributes) => attributes.has("axis") && isLastAxis(attributes, 0)),
  Sigmoid: linked("logistic"),
  Softmax: linked("softmax"),
  LinearRegressor: classical((attributes) => Math.max(1, integerAttribute(attributes, "targets"))),
  LinearClassifier: classical(classes),
  Normalizer: normalizer,
};
