import { type Attributions, additivityError, type Scale } from "../attributions/attributions.js";
import { type BlackBox, type Rows, sliceRows } from "../attributions/black-box.js";
import { encodedBox } from "../attributions/encoded-box.js";
import { automatic, type Explainer, type ExplainTask, explainers } from "../attributions/explainers.js";
import type { Explanation } from "../attributions/game.js";
import { playersOf } from "../attributions/players.js";
import { labelFor } from "../core/classes.js";
import { counted } from "../core/counted.js";
import { unusable, usage } from "../core/errors.js";
import type { PassedOver } from "../core/explained.js";
import { isRemoteKind } from "../core/remote-settings.js";
import type { Answers, LoadedModel } from "../models/model.js";
import type { ExplainSpec } from "../suite/suite.js";
import { backgroundRows } from "./explained-rows.js";
import type { ExplainedRows } from "./explained-sample.js";
import type { ModelMeasurement } from "./measure-model.js";
import type { ColumnValues } from "./read-columns.js";
import type { Workshop } from "./workshop.js";

/** Background rows where each costs answers, and calls, where the suite says nothing. */
const byDefault = { fewBackground: 25, calls: 2_000_000, commandCalls: 100_000 } as const;

/** Below so many rows nothing can be said of groups. */
const fewestRows = 30;

/** Classes that are explained, of models with more: those that are predicted most often. */
const mostClasses = 5;

/** A model's attributions of the explained rows, and how they were made. */
export interface ExplainedModel {
  readonly explainer: Explainer;
  /** Those that came before it. */
  readonly passedOver: readonly PassedOver[];
  readonly task: ExplainTask;
  readonly calls: number | null;
  /** The outputs that are told of: the positive class's, each class's, or the number of a regression. */
  readonly outputs: readonly ExplainedPart[];
  /** Label values in the order of the answers' classes; null: one number per row. */
  readonly classNames: readonly string[] | null;
}

export interface ExplainedPart {
  /** null: the only output. */
  readonly class: string | null;
  /** Its place among the answers of the black box. */
  readonly place: number;
  readonly attributions: Attributions;
}

/** What there is to explain. */
export interface ExplainRequest {
  readonly workshop: Workshop;
  readonly place: number;
  readonly measurement: Pick<ModelMeasurement, "classes" | "isOfNegative" | "counts">;
  readonly sample: ExplainedRows;
  /** Whether rows of the data are what it is compared with, whatever else its file tells. */
  readonly comparesRows?: boolean;
}

/**
 * Explains a model by the suite's method, or by the first that its kind allows.
 * @returns why it cannot be explained, where no method can
 * @throws Failure (usage) where the method named is not for this model, or the calls do not pay for it
 */
export async function explainModel(request: ExplainRequest): Promise<ExplainedModel | { readonly reason: string }> {
  const { workshop, place } = request;
  const { id, kind } = workshop.suite.models[place]!;
  const loaded = workshop.models[place]!;
  if (isRemoteKind(kind) && workshop.suite.explain!.calls === undefined)
    return {
      reason: "it is behind a URL, and explaining would send it made-up rows: set explain.calls to allow so many",
    };
  const box = await blackBoxOf(request, loaded);
  if ("reason" in box) return box;
  if (loaded.columns.length < 2)
    return { reason: `it takes one input, ${loaded.columns[0]?.column ?? "none"}: there is nothing to tell apart` };
  const { method } = workshop.suite.explain!;
  const tried =
    method === "auto"
      ? automatic.filter(({ background }) => background !== "none" || request.comparesRows !== true)
      : explainers.filter(({ name }) => name === method);
  const passedOver: PassedOver[] = [];
  for (const explainer of tried) {
    const task = taskFor(request, { loaded, box, explainer, isNamed: method !== "auto" });
    const found =
      task === null ? { reason: "the calls do not pay for all rows to be explained" } : await explainer.explain(task);
    if (task !== null && "of" in found) return explained(request, { explainer, passedOver, task }, found.of, box);
    if ("reason" in found) passedOver.push({ method: explainer.name, reason: found.reason });
  }
  const reason = passedOver.at(-1)!.reason;
  if (method === "auto") return { reason };
  throw usage(`model "${id}" cannot be explained by ${method}, because ${reason}`, { at: ["explain", "method"] });
}

/** Declared groups of columns, as far as this model has them. */
function groupsFor({ columns }: LoadedModel, { groups = {} }: ExplainSpec): Record<string, string[]> {
  const known = new Set(columns.map(({ column }) => column));
  const own = Object.entries(groups).map(
    ([name, members]) => [name, members.filter((each) => known.has(each))] as const,
  );
  return Object.fromEntries(own.filter(([, members]) => members.length > 0));
}

interface Answering extends BlackBox {
  /** Names of the classes in the order of the answers; null: one number per row. */
  readonly classNames: readonly string[] | null;
}

/** A model as somebody who sees nothing but its answers knows it, or why they say too little. */
async function blackBoxOf(
  { workshop, place, measurement, sample }: ExplainRequest,
  loaded: LoadedModel,
): Promise<Answering | { readonly reason: string }> {
  const { id } = workshop.suite.models[place]!;
  const first = await loaded.predict(rowsOf(workshop, place, sample.features, 1));
  if (first.score === null) return { reason: "it answers with a label and no score" };
  const names = first.classes?.names ?? null;
  if (names === null && !workshop.plan.rows.isRegression && !measurement.classes.isBinary)
    return { reason: "its scores do not say which class they are of" };
  const numbersOf = ({ score, classes }: Answers): Float64Array => {
    const answers = names === null ? score : classes?.values;
    if (answers == null) throw unusable(`model "${id}" gave no score for a row it was asked about to explain it`);
    return answers;
  };
  return {
    id,
    outputs: names?.length ?? 1,
    scale: workshop.plan.rows.isRegression ? "value" : "probability",
    batchRows: loaded.batchRows,
    classNames: names,
    predict: async (columns, rows) => numbersOf(await loaded.predict({ columns, rows })),
    encoded: encodedBox(loaded, numbersOf),
  };
}

/** A model's own columns of some rows of the sample, the first ones. */
function rowsOf(
  { plan }: Workshop,
  place: number,
  features: readonly ColumnValues[],
  rows: number,
): Rows & { rows: number } {
  const columns = plan.inputs[place]!.map((input) => features[input]!);
  return { columns: sliceRows(columns, 0, rows), rows };
}

interface Attempt {
  readonly loaded: LoadedModel;
  readonly box: Answering;
  readonly explainer: Explainer;
  /** Whether the suite names the method: it then has to say so where the calls do not pay for it. */
  readonly isNamed: boolean;
}

/** What is explained with how many calls; null where the calls do not pay for a method that nobody asked for. */
function taskFor({ workshop, place, sample }: ExplainRequest, attempt: Attempt): ExplainTask | null {
  const { loaded, box, explainer, isNamed } = attempt;
  const spec = workshop.suite.explain!;
  const { id, kind } = workshop.suite.models[place]!;
  const groups = groupsFor(loaded, spec);
  const players = playersOf(
    loaded.columns.map(({ column }) => column),
    explainer.splitsGroups ? {} : groups,
  );
  const asked = explainer.leastValues !== null;
  const behind = Math.min(
    sample.background.rows,
    spec.background ?? (explainer.background === "few" ? byDefault.fewBackground : backgroundRows),
  );
  const calls = spec.calls ?? (kind === "command" ? byDefault.commandCalls : byDefault.calls);
  const each = (explainer.leastValues?.(players.length) ?? 0) * behind + 1;
  const rows = asked ? Math.min(sample.rows, Math.floor(calls / each)) : sample.rows;
  // Where nobody asked for this method, more rows by the next one say more about groups.
  if (rows < sample.rows && !isNamed && explainer !== automatic.at(-1)) return null;
  if (rows < Math.min(fewestRows, sample.rows)) {
    throw usage(
      `model "${id}": ${counted(calls)} calls explain ${counted(rows)} rows by ${explainer.name} (${players.length} inputs and ${behind} background rows take ${counted(each)} calls a row), and at least ${fewestRows} are needed`,
      { at: ["explain"], hint: `allow more (calls: ${fewestRows * each}), or take fewer background rows` },
    );
  }
  return {
    model: loaded,
    blackBox: box,
    players,
    groups,
    explained: rowsOf(workshop, place, sample.features, rows),
    background: rowsOf(workshop, place, sample.background.features, behind),
    sampling: {
      calls: Math.max(Math.floor(calls / rows), each),
      precision: spec.precision,
      seed: workshop.options.seed,
    },
    unlinked: box.scale,
  };
}

function explained(
  request: ExplainRequest,
  { explainer, ...way }: Pick<ExplainedModel, "explainer" | "passedOver" | "task">,
  { outputs, calls }: Explanation,
  box: Answering,
): ExplainedModel {
  const { workshop, place, measurement } = request;
  const meant = workshop.suite.models[place]!.classes;
  const classNames = box.classNames?.map((name) => labelFor(name, measurement.classes.names, meant)) ?? null;
  return {
    explainer,
    ...way,
    calls: explainer.leastValues === null ? null : calls,
    outputs: partsOf(measurement, outputs, classNames),
    classNames,
  };
}

/** The outputs to tell of, each as that of the class it stands for. */
export function partsOf(
  { classes, isOfNegative, counts }: ExplainRequest["measurement"],
  outputs: readonly Attributions[],
  classNames: readonly string[] | null,
): ExplainedPart[] {
  if (classNames === null) {
    const positive = ofPositive(outputs);
    return [{ class: null, place: 0, attributions: isOfNegative ? negated(positive) : positive }];
  }
  const predicted = new Map<string, number>();
  counts.cells.prediction.forEach((of, cell) => {
    const name = classes.names[of];
    if (name !== undefined) predicted.set(name, (predicted.get(name) ?? 0) + counts.cells.n[cell]!);
  });
  const rows = (name: string): number => predicted.get(name) ?? 0;
  return outputs
    .map((attributions, place) => ({ class: classNames[place]!, place, attributions }))
    .toSorted((a, b) => rows(b.class) - rows(a.class) || a.place - b.place)
    .slice(0, mostClasses);
}

/** Of two margins, whose softmax is the answer, the log-odds are the difference; else there is one output. */
function ofPositive(outputs: readonly Attributions[]): Attributions {
  const [first, second] = outputs as readonly [Attributions, Attributions | undefined];
  if (second === undefined) return first;
  const less = (a: Float64Array, b: Float64Array): Float64Array => a.map((value, row) => value - b[row]!);
  return {
    ...second,
    values: second.values.map((phi, player) => less(phi, first.values[player]!)),
    base: second.base - first.base,
    output: less(second.output, first.output),
  };
}

/** The same of the other class. */
function negated({ values, base, output, ...rest }: Attributions): Attributions {
  const other = (value: number): number => (rest.scale === "probability" ? 1 - value : -value);
  return {
    ...rest,
    values: values.map((phi) => phi.map((value) => -value)),
    base: other(base),
    output: output.map(other),
  };
}

/** Facts of an output that need no groups. */
export const outputFacts = ({ class: name, attributions }: ExplainedPart) => ({
  class: name,
  scale: attributions.scale as Scale,
  base: attributions.base,
  additivityError: additivityError(attributions),
  standardError:
    attributions.errors === null
      ? null
      : attributions.errors.reduce((most, errors) => errors.reduce((a, b) => Math.max(a, b), most), 0),
});
