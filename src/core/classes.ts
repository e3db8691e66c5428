import { Failure, type Problem } from "./errors.js";
import { isScalar, numberIn, type Scalar } from "./scalars.js";

/** More values than this are no classes but an amount or an id. */
export const mostClasses = 1000;

/** What is known of a model's labels and predictions once their distinct values were seen. */
export interface ClassesRequest {
  readonly model: string;
  /** Distinct label values, none missing; null: an audit without labels. */
  readonly labels: readonly string[] | null;
  /** Distinct predicted values; null: a score decides, so the task is binary. */
  readonly predictions: readonly string[] | null;
  /** Number of classes that the model itself knows, where that is known. */
  readonly modelClasses?: number | undefined;
  readonly positive?: Scalar | undefined;
  /** The model's class names to label values. */
  readonly names?: Readonly<Record<string, Scalar>> | undefined;
  /** Where the model stands in the suite, for complaints. */
  readonly at: readonly (string | number)[];
}

/** Classes of a task and where each value belongs. Binary: [negative, positive]; else sorted. */
export interface Classes {
  readonly names: readonly string[];
  readonly labelIndex: ReadonlyMap<string, number>;
  readonly predictionIndex: ReadonlyMap<string, number>;
  readonly isBinary: boolean;
}

/** Of a regression, whose labels and predictions are numbers. */
export const noClasses: Classes = {
  names: [],
  labelIndex: new Map(),
  predictionIndex: new Map(),
  isBinary: false,
};

/**
 * Finds the classes of a task in its values. Two values are a binary task, whose positive class is the suite's `positive`, else the
 * one called true, 1 or yes; more are as many classes. Predictions must be label values, by name or through `classes`; only true/false,
 * 1/0 and 1.0/0.0 are taken for one another.
 * @throws Failure naming how many values there are, never which
 */
export function classesOf(request: ClassesRequest): Classes {
  const labels = [...(request.labels ?? [])].sort(compareText);
  const target = new Map(
    [...(request.predictions ?? [])].sort(compareText).map((value) => [value, labelFor(value, labels, request.names)]),
  );
  const values = [...new Set([...labels, ...target.values()])];
  const names = isBinary(request, values.length) ? binaryNames(request, values) : values.sort(compareText);
  const index = new Map(names.map((name, place) => [name, place]));
  return {
    names,
    labelIndex: new Map(labels.map((value) => [value, index.get(value)!])),
    predictionIndex: new Map([...target].map(([value, label]) => [value, index.get(label)!])),
    isBinary: names.length === 2,
  };
}

/** By UTF-16 code units, the same on every machine. */
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** The label value that a predicted value means, or the value itself where no label is alike. */
export function labelFor(value: string, labels: readonly string[], names: ClassesRequest["names"]): string {
  if (names !== undefined && Object.hasOwn(names, value)) {
    const meant = names[value]!;
    return labels.find((label) => isScalar(label, meant)) ?? String(meant);
  }
  if (labels.includes(value)) return value;
  const bit = bitOf(value);
  return (bit === null ? undefined : labels.find((label) => bitOf(label) === bit)) ?? value;
}

/** true/false, 1/0 and 1.0/0.0 mean the same; null: another value. */
function bitOf(value: string): boolean | null {
  const lower = value.toLowerCase();
  if (lower === "true" || lower === "false") return lower === "true";
  const number = numberIn(value);
  return number === 0 || number === 1 ? number === 1 : null;
}

/** @throws Failure where the values fit neither a binary task nor one of several classes. */
function isBinary(request: ClassesRequest, values: number): boolean {
  if (values <= 2) return true;
  const labels = request.labels?.length ?? 0;
  const predictions = request.predictions?.length ?? 0;
  const binary =
    request.predictions === null ||
    request.positive !== undefined ||
    Math.max(predictions, request.modelClasses ?? 0) <= 2;
  if (labels > 2 && binary) throw tooManyLabels(request, labels);
  const foreign = values - labels;
  if (labels > 0 && (labels <= 2 || foreign >= predictions)) throw foreignPredictions(request, foreign);
  if (values > mostClasses)
    throw failure(
      request,
      "unusable",
      `${values} values of label and prediction: more than ${mostClasses} are no classes`,
    );
  return false;
}

const tooManyLabels = (request: ClassesRequest, count: number): Failure =>
  failure(
    request,
    "unusable",
    `the label has ${count} values (content withheld), and model "${request.model}" can tell only two apart`,
    {
      hint: "leave the other rows out with `where`, or name texts that mean “missing” in `missing`",
    },
  );

const foreignPredictions = (request: ClassesRequest, count: number): Failure =>
  failure(
    request,
    "unusable",
    `model "${request.model}" predicts ${count} ${count === 1 ? "value that is" : "values that are"} no label value (content withheld)`,
    {
      hint: "say which label value each predicted value means in `classes`, for example classes: {Yes: true, No: false}",
    },
  );

function binaryNames(request: ClassesRequest, values: readonly string[]): [negative: string, positive: string] {
  const { positive } = request;
  const isPositive = positive === undefined ? isUsuallyPositive : (value: string) => isScalar(value, positive);
  const foreign = foreignAmong(request, values);
  if (foreign > 0) throw foreignPredictions(request, foreign);
  const found = values.filter(isPositive);
  if (found.length > 1)
    throw failure(request, "usage", "both values of the label can be the positive one; name it with `positive`", {}, [
      "positive",
    ]);
  if (found.length === 0 && !isNameable(request, values)) throw unnamedPositive(request);
  const negative = values.find((value) => !isPositive(value));
  const name = found[0] ?? (positive !== undefined ? String(positive) : (opposite(negative ?? "false") ?? "true"));
  return [negative ?? opposite(name) ?? `not ${name}`, name];
}

/** Whether the positive class has a name although no row has it: the suite says it, or it is the opposite of a known value. */
const isNameable = ({ positive }: ClassesRequest, values: readonly string[]): boolean =>
  values.length === 0 || (values.length === 1 && (positive !== undefined || opposite(values[0]!) !== null));

/** Beside a single label value, the one other prediction must be known as its opposite. */
function foreignAmong({ labels, predictions, positive }: ClassesRequest, values: readonly string[]): number {
  if (labels?.length !== 1 || predictions === null || values.length < 2) return 0;
  const label = labels[0]!;
  const other = values.find((value) => value !== label)!;
  const named = positive !== undefined && (isScalar(other, positive) || isScalar(label, positive));
  return named || opposite(label) === other || (bitOf(label) !== null && bitOf(other) !== null) ? 0 : 1;
}

function unnamedPositive(request: ClassesRequest): Failure {
  const named = request.positive !== undefined;
  const message = named
    ? "positive is no value of the label: it is the one whose probability is the score"
    : "the label's values are not true and false, 1 and 0 or yes and no: name the one that counts as positive";
  return failure(request, "usage", message, named ? {} : { hint: "write it into the model: positive: VALUE" }, [
    "positive",
  ]);
}

const isUsuallyPositive = (value: string): boolean => bitOf(value) === true || value.toLowerCase() === "yes";

const opposites = [
  ["true", "false"],
  ["True", "False"],
  ["TRUE", "FALSE"],
  ["1", "0"],
  ["1.0", "0.0"],
  ["yes", "no"],
  ["Yes", "No"],
  ["YES", "NO"],
] as const;

/** The name of the other class of a known pair; null: not known. */
function opposite(value: string): string | null {
  const pair = opposites.find((names) => names.some((name) => name === value));
  return pair === undefined ? null : pair[0] === value ? pair[1] : pair[0];
}

function failure(
  request: ClassesRequest,
  kind: "usage" | "unusable",
  message: string,
  rest: Omit<Problem, "message"> = {},
  below: readonly string[] = [],
): Failure {
  return new Failure(kind, [{ message, at: [...request.at, ...below], ...rest }]);
}
