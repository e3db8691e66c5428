import type { Rows } from "../attributions/black-box.js";
import { usage } from "../core/errors.js";
import type {
  AskedDecision,
  DecisionOutcome,
  DecisionReasons,
  ExplainedDecision,
  ValueChange,
} from "../core/explained-decision.js";
import { isRemoteKind } from "../core/remote-settings.js";
import { rowQuery } from "../sql/row-query.js";
import { suggestion } from "../suite/nearest.js";
import type { ExplainSpec, SuiteContent } from "../suite/suite.js";
import { findAlternatives } from "./explain-decision-alternatives.js";
import { type Comparison, readComparison } from "./explain-decision-comparison.js";
import { correctedRow } from "./explain-decision-corrections.js";
import { type Decider, deciderOf } from "./explain-decision-outcome.js";
import { type AskedRow, findRow, typicalOf } from "./explain-decision-row.js";
import { type ExplainedModel, explainModel } from "./explain-model.js";
import type { ExplainedRows } from "./explained-sample.js";
import { checkRows, dataFacts, type Opened, openWorkshop, rowsIn, withSource } from "./measure.js";
import { type ModelMeasurement, measureModel } from "./measure-model.js";
import { isOfNegative } from "./model-decision.js";
import { planRows, type SuitePlan } from "./row-plan.js";
import { rowValue } from "./row-value.js";
import type { MeasureOptions, Workshop } from "./workshop.js";

/** Where the suite says nothing of explanations: its own defaults. */
const byDefault: ExplainSpec = { method: "auto", rows: 2000, precision: 0.05 };

/** Rows that a model is asked about for one explanation, where the suite names no number. */
const calls = { here: 200_000, elsewhere: 10_000 } as const;

/** Table of all rows, whether kept or not. */
const allRows = "rows_comparable";

/**
 * Explains one decision of one of the suite's models. Limits, classes and the rows that it is compared with are those of an audit; where
 * these do not hang on what the model says of other rows, none but the row asked about is scored.
 * @throws Failure (usage) for suites that name no row id or have no such model, (unusable) where there is no such row, or more than one
 */
export async function explainDecision(
  suite: SuiteContent,
  options: MeasureOptions,
  asked: AskedDecision,
): Promise<ExplainedDecision> {
  const narrowed = forOneDecision(suite, asked);
  return withSource({ ...narrowed, explain: null }, options, async (scoring) => {
    const opened = { ...scoring, suite: narrowed };
    const row = await findRow(opened, asked.id);
    const plan = planRows(narrowed, opened.source.columns, opened.models);
    await opened.engine.run(
      `CREATE TABLE ${allRows} AS SELECT * FROM (${rowQuery(plan.rows, opened.source.from(plan.needed))})`,
    );
    const comparison = await readComparison({ ...opened, plan }, allRows, asked.compare);
    const { workshop, measurement } = (await unscored(opened, plan, row)) ?? (await scored(scoring));
    options.onProgress({ step: "explain", done: 0, total: 1, finished: false });
    const given: Case = { workshop: { ...workshop, suite: narrowed }, measurement, row, comparison };
    const found = await explained(given, asked);
    options.onProgress({ step: "explain", done: 1, total: 1, finished: true });
    return found;
  });
}

type Measured = Pick<Case, "workshop" | "measurement">;

/** Every row scored, as in an audit. */
async function scored(opened: Opened): Promise<Measured> {
  const workshop = await openWorkshop(opened);
  return { workshop, measurement: await measureModel(workshop, 0, (keys) => checkRows(workshop, keys)) };
}

/**
 * What is known of the rows without their scores; null where these are needed: for a limit that is a capacity, for classes that only
 * the model names, and for models that name one of several classes.
 */
async function unscored(opened: Opened, plan: SuitePlan, row: AskedRow): Promise<Measured | null> {
  const { suite, models, options } = opened;
  const { threshold } = suite.models[0]!;
  if (typeof threshold === "object" || (plan.rows.label === null && !plan.rows.isRegression)) return null;
  const { score, label } = await models[0]!.predict(batchOf({ ...opened, plan }, row.features));
  const classes = models[0]!.classNames?.length;
  if (score === null || (classes ?? 2) > 2 || (label !== null && classes === undefined)) return null;
  const workshop: Workshop = {
    ...opened,
    options: { ...options, job: "inspect" },
    plan,
    rows: allRows,
    isCounted: plan.rows.count !== null,
    answered: [null],
    sample: null,
    scratch: null,
  };
  const measurement = await measureModel(workshop, 0, (keys) => checkRows(workshop, keys));
  if (measurement.classes.labelIndex.size > 2) return null;
  return { workshop, measurement: { ...measurement, isOfNegative: await isOfNegative(workshop, 0) } };
}

/** The suite with the one model whose decision it is. */
function forOneDecision(suite: SuiteContent, { model: id, compare }: AskedDecision): SuiteContent {
  if (suite.dataset.id === undefined)
    throw usage("the suite does not say which column names a row", {
      at: ["dataset"],
      hint: "name it: dataset: {id: customer_id}",
    });
  const model = modelFor(suite, id);
  const spec = suite.explain ?? byDefault;
  if (spec.method === "tree_path" && compare !== null)
    throw usage("tree_path compares with the rows that the model learned from, not with a group of the data", {
      at: ["explain", "method"],
      hint: "leave out --compare, or name method: tree_background",
    });
  const most = isRemoteKind(model.kind) ? calls.elsewhere : calls.here;
  return { ...suite, keep: [], models: [model], explain: { ...spec, calls: spec.calls ?? most } };
}

function modelFor({ models }: SuiteContent, id: string | null): SuiteContent["models"][number] {
  const askable = models.filter(({ kind }) => kind !== "logged");
  const ids = askable.map((model) => model.id);
  if (ids.length === 0)
    throw usage("the suite has logged predictions only, and explaining asks the model again", {
      at: ["models"],
      hint: "add the model itself to the suite: kind, path and features",
    });
  const found = id === null ? askable[0] : models.find((model) => model.id === id);
  if (found === undefined)
    throw usage(`--model: the suite has no model "${id}"${suggestion(id ?? "", ids)}`, {
      hint: `models that can be asked: ${ids.join(", ")}`,
    });
  if (found.kind === "logged")
    throw usage(`--model: "${found.id}" holds logged predictions, and explaining asks the model again`, {
      hint: `models that can be asked: ${ids.join(", ")}`,
    });
  return found;
}

interface Case {
  readonly workshop: Workshop;
  readonly measurement: ModelMeasurement;
  readonly row: AskedRow;
  readonly comparison: Comparison;
}

async function explained(given: Case, asked: AskedDecision): Promise<ExplainedDecision> {
  const { workshop, measurement, row } = given;
  const decider = await deciderOf(workshop, measurement);
  const outcome = await outcomeOf(given, decider, row.features);
  const reasons = await reasonsOf(given, outcome, row.features);
  const search = await alternativesOf(given, decider, outcome);
  const { sha256, rowsKept } = dataFacts(workshop, measurement, rowsIn(measurement.counted));
  const { id, kind, sha256: modelSha256 } = measurement.facts;
  return {
    data: { sha256, rows: rowsKept },
    model: { id, kind, sha256: modelSha256 },
    row: { id: asked.id },
    rule: decider.rule,
    outcome,
    explanation: "unexplained" in reasons ? null : reasons,
    unexplained: "unexplained" in reasons ? reasons.unexplained : null,
    ...search,
    corrected: await corrected(given, decider, { asked, outcome }),
  };
}

/** The model's own columns of a row, as a batch. */
const batchOf = ({ plan }: Pick<Workshop, "plan">, features: AskedRow["features"]): Rows & { rows: 1 } => ({
  rows: 1,
  columns: plan.inputs[0]!.map((place) => features[place]!),
});

async function outcomeOf(given: Case, decider: Decider, features: AskedRow["features"]): Promise<DecisionOutcome> {
  return decider.outcome(await given.workshop.models[0]!.predict(batchOf(given.workshop, features)), 0);
}

type Reasons = NonNullable<ExplainedDecision["explanation"]>;

/** Explains the output of the class that was predicted, where there are several. */
async function reasonsOf(
  { workshop, measurement, comparison: { background, among } }: Case,
  outcome: DecisionOutcome,
  features: AskedRow["features"],
): Promise<Reasons | { readonly unexplained: string }> {
  const sample: ExplainedRows = { rows: 1, features, groups: [], label: null, unit: null, weight: null, background };
  const model = await explainModel({
    workshop,
    place: 0,
    measurement: focused(measurement, outcome),
    sample,
    comparesRows: among !== null,
  });
  if ("reason" in model) return { unexplained: model.reason };
  const { explainer, task, outputs } = model;
  const part = outputs[0]!;
  return {
    method: explainer.name,
    scale: part.attributions.scale,
    class: part.class,
    comparison:
      explainer.background === "none"
        ? { of: "training", rows: null }
        : { of: "data", rows: task.background.rows, ...(among === null ? {} : { among }) },
    reasons: readReasons(model),
  };
}

/** As if this row were all that was predicted: its class then comes first. */
function focused(measurement: ModelMeasurement, { class: predicted }: DecisionOutcome): ModelMeasurement {
  const { counts, classes } = measurement;
  if (predicted === null) return measurement;
  const cells = { ...counts.cells, prediction: Int32Array.of(classes.names.indexOf(predicted)), n: Float64Array.of(1) };
  return { ...measurement, counts: { ...counts, cells } };
}

function readReasons({ task, outputs }: ExplainedModel): DecisionReasons {
  const { players, values, errors, base, output } = outputs[0]!.attributions;
  return {
    base,
    output: output[0]!,
    inputs: players.map((name, player) => ({
      name,
      columns: task.players[player]!.columns.map((at) => {
        const { column } = task.model.columns[at]!;
        return {
          column,
          value: rowValue(task.explained.columns[at]!),
          typical: typicalOf(task.background.columns[at]!),
        };
      }),
      attribution: values[player]![0]!,
      error: errors?.[player]?.[0] ?? null,
    })),
  };
}

async function alternativesOf(
  { workshop, row }: Case,
  decider: Decider,
  outcome: DecisionOutcome,
): Promise<Pick<ExplainedDecision, "alternatives" | "unsought">> {
  const { actionable = {} } = workshop.suite.explain!;
  if (Object.keys(actionable).length === 0) return { alternatives: null, unsought: "nothing_declared" };
  if (outcome.class === null) return { alternatives: null, unsought: "no_decision" };
  const loaded = workshop.models[0]!;
  const inputs = workshop.plan.inputs[0]!;
  const alternatives = await findAlternatives({
    engine: workshop.engine,
    plan: workshop.plan,
    table: allRows,
    actionable,
    model: loaded,
    inputs,
    row: inputs.map((place) => row.features[place]!),
    from: outcome.class,
    decide: decider.outcome,
    most: isRemoteKind(workshop.suite.models[0]!.kind) ? 1000 : 20_000,
  });
  return { alternatives, unsought: null };
}

async function corrected(
  given: Case,
  decider: Decider,
  { asked, outcome }: { readonly asked: AskedDecision; readonly outcome: DecisionOutcome },
): Promise<ExplainedDecision["corrected"]> {
  if (asked.set.length === 0) return null;
  const { workshop, row } = given;
  const after = correctedRow(asked.set, workshop.models[0]!.columns, workshop.plan, row.features);
  const changes: ValueChange[] = after.changes.map(({ column, from, to }) => ({ column, from, to }));
  const now = await outcomeOf(given, decider, after.features);
  // Of the class that was decided before, so that points can be compared.
  const reasons = await reasonsOf(given, outcome, after.features);
  return {
    set: [...asked.set],
    changes,
    outcome: now,
    changed: now.class !== outcome.class || now.abstained !== outcome.abstained,
    reasons: "unexplained" in reasons ? null : reasons.reasons,
  };
}
