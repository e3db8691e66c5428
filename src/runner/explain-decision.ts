import type { Rows } from "../attributions/black-box.js";
import { usage } from "../core/errors.js";
import type {
  AskedDecision,
  DecisionOutcome,
  DecisionReasons,
  ExplainedDecision,
  RowValue,
  ValueChange,
} from "../core/explained-decision.js";
import { isRemoteKind } from "../core/remote-settings.js";
import type { ExplainSpec, SuiteContent } from "../suite/suite.js";
import { findAlternatives } from "./explain-decision-alternatives.js";
import { correctedRow } from "./explain-decision-corrections.js";
import { type Decider, deciderOf } from "./explain-decision-outcome.js";
import { type AskedRow, findRow, typicalOf } from "./explain-decision-row.js";
import { type ExplainedModel, explainModel } from "./explain-model.js";
import type { ExplainedRows } from "./explained-sample.js";
import { checkRows, dataFacts, openWorkshop, rowsIn, withSource } from "./measure.js";
import { type ModelMeasurement, measureModel } from "./measure-model.js";
import type { MeasureOptions, Workshop } from "./workshop.js";

/** Where the suite says nothing of explanations: its own defaults. */
const byDefault: ExplainSpec = { method: "auto", rows: 2000, precision: 0.05 };

/** Rows that a model is asked about for one explanation, where the suite names no number. */
const calls = { here: 200_000, elsewhere: 10_000 } as const;

/**
 * Explains one decision of the suite's first model that scores. All rows are scored as in an audit, so that limits, classes and the
 * comparison group are those of the audit.
 * @throws Failure (usage) for suites that name no row id or have no such model, (unusable) where there is no such row, or more than one
 */
export async function explainDecision(
  suite: SuiteContent,
  options: MeasureOptions,
  asked: AskedDecision,
): Promise<ExplainedDecision> {
  const narrowed = forOneDecision(suite);
  return withSource(narrowed, options, async (opened) => {
    const row = await findRow(opened, asked.id);
    const workshop = await openWorkshop(opened);
    const measurement = await measureModel(workshop, 0, (keys) => checkRows(workshop, keys));
    options.onProgress({ step: "explain", done: 0, total: 1, finished: false });
    const found = await explained({ workshop, measurement, row }, asked);
    options.onProgress({ step: "explain", done: 1, total: 1, finished: true });
    return found;
  });
}

/** The suite with the one model whose decision it is, and as few explained rows as may be: none of them is looked at. */
function forOneDecision(suite: SuiteContent): SuiteContent {
  if (suite.dataset.id === undefined)
    throw usage("the suite does not say which column names a row", {
      at: ["dataset"],
      hint: "name it: dataset: {id: customer_id}",
    });
  const model = suite.models.find(({ kind }) => kind !== "logged");
  if (model === undefined)
    throw usage("the suite has logged predictions only, and explaining asks the model again", { at: ["models"] });
  const spec = suite.explain ?? byDefault;
  const most = isRemoteKind(model.kind) ? calls.elsewhere : calls.here;
  return { ...suite, models: [model], explain: { ...spec, rows: 10, calls: spec.calls ?? most } };
}

interface Case {
  readonly workshop: Workshop;
  readonly measurement: ModelMeasurement;
  readonly row: AskedRow;
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
const batchOf = ({ workshop }: Case, features: AskedRow["features"]): Rows => ({
  rows: 1,
  columns: workshop.plan.inputs[0]!.map((place) => features[place]!),
});

async function outcomeOf(given: Case, decider: Decider, features: AskedRow["features"]): Promise<DecisionOutcome> {
  return decider.outcome(await given.workshop.models[0]!.predict(batchOf(given, features)), 0);
}

type Reasons = NonNullable<ExplainedDecision["explanation"]>;

/** Explains the output of the class that was predicted, where there are several. */
async function reasonsOf(
  { workshop, measurement }: Case,
  outcome: DecisionOutcome,
  features: AskedRow["features"],
): Promise<Reasons | { readonly unexplained: string }> {
  const { background } = workshop.sample!;
  const sample: ExplainedRows = { rows: 1, features, groups: [], label: null, unit: null, weight: null, background };
  const model = await explainModel({ workshop, place: 0, measurement: focused(measurement, outcome), sample });
  if ("reason" in model) return { unexplained: model.reason };
  const { explainer, task, outputs } = model;
  const part = outputs[0]!;
  return {
    method: explainer.name,
    scale: part.attributions.scale,
    class: part.class,
    comparison:
      explainer.background === "none" ? { of: "training", rows: null } : { of: "data", rows: task.background.rows },
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
        return { column, value: valueIn(task.explained, at), typical: typicalOf(task.background.columns[at]!) };
      }),
      attribution: values[player]![0]!,
      error: errors?.[player]?.[0] ?? null,
    })),
  };
}

/** JSON knows no NaN: a missing number is null, as a missing text is. */
function valueIn({ columns }: Rows, at: number): RowValue {
  const value = columns[at]![0] ?? null;
  return typeof value === "number" && Number.isNaN(value) ? null : value;
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
    source: workshop.source,
    plan: workshop.plan,
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
