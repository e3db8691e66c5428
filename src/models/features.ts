import { type Failure, unusable, usage } from "../core/errors.js";
import type { FeatureStep, InputColumn } from "./model.js";

/** One tensor that a model takes: `width` values per row, null where its file does not tell. */
export interface InputTensor {
  readonly name: string;
  readonly type: "number" | "text";
  readonly width: number | null;
}

/** How a step turns its column into inputs: a number as it is or scaled, one 0/1 input per category, the place of its category in a list, or a text as it is. */
type StepKind = "number" | "one_hot" | "category" | "text";

/** A step with its defaults filled in and its place in an input tensor's row. */
export interface PlacedStep {
  readonly feature: string;
  readonly kind: StepKind;
  readonly column: string;
  /** Index into {@link Placement.columns}. */
  readonly columnIndex: number;
  /** First of its values in a row of the tensor. */
  readonly offset: number;
  readonly width: number;
  readonly categories: readonly string[];
  /** value = (x - mean) / std, in double. */
  readonly mean: number;
  readonly std: number;
  /** Stands in for a missing value, before scaling. */
  readonly missing: number | string | null;
  readonly lowerCase: boolean;
}

/** Where every step goes. */
export interface Placement {
  readonly columns: readonly InputColumn[];
  readonly inputs: readonly {
    readonly tensor: InputTensor;
    readonly width: number;
    readonly steps: readonly PlacedStep[];
  }[];
}

/**
 * Lays the suite's features out over the tensors a model takes: all in their order over a single tensor, else by name.
 * Without features, tensors of one value per row take the column of their own name.
 * @throws Failure (usage) when a feature has no place, an input no feature, or the widths differ.
 */
export function placeFeatures(
  model: string,
  steps: readonly FeatureStep[] | null,
  tensors: readonly InputTensor[],
): Placement {
  const columns: ColumnList = { all: [], places: new Map() };
  const inputs = tensors.map((tensor) => {
    const placed = placeSteps(model, stepsFor(model, steps, tensor, tensors), tensor.type, columns);
    const width = placed.reduce((sum, step) => sum + step.width, 0);
    if (tensor.width !== null && tensor.width !== width) throw wrongWidth(model, tensor, width, placed);
    return { tensor, width, steps: placed };
  });
  return { columns: columns.all, inputs };
}

/** Columns in the order in which they are first needed, with their places. */
interface ColumnList {
  readonly all: InputColumn[];
  readonly places: Map<string, number>;
}

function stepsFor(
  model: string,
  steps: readonly FeatureStep[] | null,
  tensor: InputTensor,
  tensors: readonly InputTensor[],
): readonly FeatureStep[] {
  if (steps === null) return impliedSteps(model, tensor, tensors);
  if (tensors.length === 1) return steps;
  const names = new Set(tensors.map(({ name }) => name));
  const strangers = steps.filter((step) => !names.has(step.name)).map((step) => step.name);
  const without = [...names].filter((name) => !steps.some((step) => step.name === name));
  if (strangers.length > 0 || without.length > 0) throw wrongNames(model, tensors, strangers, without);
  return steps.filter((step) => step.name === tensor.name);
}

function impliedSteps(model: string, tensor: InputTensor, tensors: readonly InputTensor[]): readonly FeatureStep[] {
  if (tensor.width === 1 || (tensor.width === null && (tensor.type === "text" || tensors.length > 1)))
    return [{ name: tensor.name }];
  throw usage(
    `model "${model}" takes ${tensor.width ?? "several"} values per row in its input "${tensor.name}"; the suite does not say which columns`,
    {
      hint: "list them in the order of the model's inputs: features: [tenure, {name: contract, one_hot: [monthly, yearly]}]",
    },
  );
}

const listed = (names: readonly string[], most = 60): string =>
  names.length <= most ? names.join(", ") : `${names.slice(0, most).join(", ")} and ${names.length - most} more`;

function wrongNames(
  model: string,
  tensors: readonly InputTensor[],
  strangers: readonly string[],
  without: readonly string[],
): Failure {
  const parts = [
    ...(strangers.length > 0 ? [`it takes no input called ${listed(strangers)}`] : []),
    ...(without.length > 0 ? [`no feature is called ${listed(without)}`] : []),
  ];
  return unusable(`model "${model}" takes ${tensors.length} inputs by name, and ${parts.join("; ")}`, {
    hint: `features are found by the names of the inputs: ${listed(tensors.map(({ name }) => name))}; write {name: input, column: column in the data} where they differ`,
  });
}

function wrongWidth(model: string, tensor: InputTensor, width: number, steps: readonly PlacedStep[]): Failure {
  const parts = steps.map((step) => (step.width === 1 ? step.feature : `${step.feature} (${step.width})`));
  return unusable(
    `model "${model}" takes ${tensor.width} inputs ("${tensor.name}": [N, ${tensor.width}]), features give ${width}: ${listed(parts)}`,
    { hint: "features must stand in the order of the model's inputs; one_hot gives one input per category" },
  );
}

function placeSteps(
  model: string,
  steps: readonly FeatureStep[],
  type: "number" | "text",
  columns: ColumnList,
): PlacedStep[] {
  let offset = 0;
  return steps.map((step) => {
    const kind = stepKind(step, type);
    checkStep(model, step, kind);
    const column = step.column ?? step.name;
    const categories = step.one_hot ?? step.categories ?? [];
    const width = kind === "one_hot" ? categories.length : 1;
    offset += width;
    return {
      feature: step.name,
      kind,
      column,
      columnIndex: columnIndex(columns, { column, type: kind === "number" ? "number" : "text" }),
      offset: offset - width,
      width,
      categories,
      mean: step.mean ?? 0,
      std: step.std ?? 1,
      missing: step.missing ?? null,
      lowerCase: step.lower_case ?? false,
    };
  });
}

function stepKind({ one_hot, categories }: FeatureStep, type: InputTensor["type"]): StepKind {
  if (type === "text") return "text";
  if (one_hot !== undefined) return "one_hot";
  return categories === undefined ? "number" : "category";
}

/** Each column is asked for once; one that is needed both as number and as text, once as each. */
function columnIndex({ all, places }: ColumnList, wanted: InputColumn): number {
  const key = `${wanted.type} ${wanted.column}`;
  const known = places.get(key) ?? all.push(wanted) - 1;
  places.set(key, known);
  return known;
}

function checkStep(model: string, step: FeatureStep, kind: StepKind): void {
  const wrong = (message: string, hint: string) =>
    usage(`model "${model}", feature "${step.name}": ${message}`, { hint });
  const lists = [step.one_hot, step.categories].filter((list) => list !== undefined);
  const isScaled = step.mean !== undefined || step.std !== undefined;
  if (lists.length > 1)
    throw wrong(
      "give one_hot or categories, not both",
      "one_hot is one input per category, categories one input with its place in the list",
    );
  if (kind === "text" && (lists.length > 0 || isScaled)) {
    throw wrong("the model takes a text here, so one_hot, categories, mean and std have no place", "remove them");
  }
  if (kind === "category" && isScaled) throw wrong("mean and std have no place beside categories", "remove them");
  if (kind === "number" && step.lower_case === true)
    throw wrong(
      "lower_case is for texts, and the model takes a number here",
      "remove it, or add one_hot or categories",
    );
  if (kind === "number" && typeof step.missing === "string")
    throw wrong("missing stands in for a number and is a text", "write a number");
  if (kind !== "number" && typeof step.missing === "number")
    throw wrong("missing stands in for a text and is a number", `write missing: "${step.missing}"`);
  for (const list of lists)
    if (new Set(list).size !== list.length)
      throw wrong(`${list === step.one_hot ? "one_hot" : "categories"} names a category twice`, "name each once");
  if (step.std === 0 || !Number.isFinite(step.std ?? 1) || !Number.isFinite(step.mean ?? 0))
    throw wrong("mean and std must be finite, std not 0", "correct it");
}
