import { Failure, type Problem } from "../core/errors.js";
import {
  type AttributionDisparity,
  type Disparity,
  disparities,
  disparityByName,
  namesNoMetric,
  type WithoutMetric,
} from "../disparities/index.js";
import { comparesBy, type Material } from "../inference/index.js";
import { directed } from "../metrics/direction.js";
import { type Metric, metricByName } from "../metrics/index.js";
import type { GateSpec } from "../record/run-record.js";
import { growing } from "../suite/check-gates.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import type { GateFileSpec, SuiteContent } from "../suite/suite.js";
import { planDriftGate } from "./drift/plan-drift-gate.js";
import type { PlannedMetric } from "./plan-metrics.js";

/** A model as gates see it: what is computed for it, and from which kind of rows. */
export interface GatedModel {
  readonly id: string;
  readonly plan: readonly PlannedMetric[];
  readonly material: Pick<Material, "weighted" | "clustered" | "context">;
  readonly classes: readonly string[];
}

type Complain = (message: string, ...key: string[]) => void;

/**
 * The suite's gates, one per attribute, with defaults filled in and stable ids `metric[.class].attribute.disparity[.model][.regression]`.
 * @param attributes names of tables that can be judged: attributes, and intersections joined by " × "
 * @throws Failure (usage) naming every gate that cannot be judged on such data
 */
export function planGates(
  suite: SuiteContent,
  attributes: readonly string[],
  models: readonly GatedModel[],
): GateSpec[] {
  const problems: Problem[] = [];
  const specs = suite.gates.flatMap((gate, i) => {
    const complain: Complain = (message, ...key) => problems.push({ message, at: ["gates", i, ...key] });
    return expand(gate, suite, attributes, models, complain);
  });
  if (problems.length > 0) throw new Failure("usage", problems);
  return distinct(specs);
}

function expand(
  gate: GateFileSpec,
  suite: SuiteContent,
  attributes: readonly string[],
  models: readonly GatedModel[],
  complain: Complain,
): GateSpec[] {
  const model = models.find(({ id }) => gate.model === undefined || id === gate.model);
  if (gate.drift !== undefined && model !== undefined) {
    const named = attributesOf(gate, suite, attributes, complain);
    return planDriftGate(gate, { suite, model, isFirst: model === models[0], attributes: named }, complain);
  }
  const disparity = disparityByName(gate.disparity);
  if (model === undefined) complain(`unknown model ${quoted(gate.model ?? "")}`, "model");
  if (disparity === undefined)
    complain(
      `unknown disparity ${quoted(gate.disparity)}${suggestion(
        gate.disparity,
        disparities.map(({ name }) => name),
      )}`,
      "disparity",
    );
  if (model === undefined || disparity === undefined) return [];
  const planned =
    disparity.kind === "attribution"
      ? plannedOnAttributions(gate, suite, model, complain)
      : namesNoMetric(disparity)
        ? plannedWithoutMetric(gate, disparity, model, complain)
        : plannedMetric(gate, model, complain);
  const tolerance = toleranceOf(gate, disparity, complain);
  const named = attributesOf(gate, suite, attributes, complain);
  if (planned === null || tolerance === undefined) return [];
  const obstacle = withoutBounds(planned.metric, disparity, model);
  if (obstacle !== null) complain(obstacle);
  const overlapping = suite.attributes.find(({ name, separator }) => separator !== undefined && named.includes(name));
  if (overlapping !== undefined && !(disparity.kind === "pair" && disparity.against === "rest"))
    complain(`groups of ${overlapping.name} overlap: a gate on them takes difference_to_rest or ratio_to_rest`);
  const isFirst = model === models[0];
  return named.map((attribute) => ({
    id: idOf(gate, planned, attribute, isFirst ? null : model.id),
    model: model.id,
    metric: planned.metric?.name ?? null,
    attribute,
    class: planned.class,
    stratum: null,
    disparity: disparity.name,
    bound: disparity.bound,
    tolerance,
    confidence: gate.confidence ?? suite.confidence,
    small_groups: gate.small_groups ?? "undecided",
    ...(gate.regression === undefined ? {} : { regression: true as const }),
  }));
}

function toleranceOf(gate: GateFileSpec, { name, bound }: Disparity, complain: Complain): number | undefined {
  if (gate.regression === undefined && gate[bound] === undefined) complain(`${name} takes ${bound}: the tolerance`);
  if (gate.regression !== undefined && !growing.includes(name))
    complain(`regression is for ${growing.join(", ")}`, "disparity");
  return gate.regression?.at_most ?? gate[bound];
}

function attributesOf(
  { attribute }: GateFileSpec,
  suite: SuiteContent,
  attributes: readonly string[],
  complain: Complain,
): readonly string[] {
  const name = typeof attribute === "string" ? attribute : attribute.join(" × ");
  if (name === "*") return suite.attributes.map((each) => each.name);
  if (attributes.includes(name)) return [name];
  complain(`unknown attribute ${quoted(name)}${suggestion(name, attributes)}`, "attribute");
  return [];
}

/** What a gate is about: a metric (null: several together), of one class (null: none in particular). */
interface Planned {
  readonly metric: Metric | null;
  readonly class: string | null;
}

/** A gate on what a model's inputs do; null after a complaint. */
function plannedOnAttributions(
  gate: GateFileSpec,
  suite: SuiteContent,
  { id, classes }: GatedModel,
  complain: Complain,
): Planned | null {
  const kind = suite.models.find((model) => model.id === id)?.kind;
  const several = classes.length > 2;
  if (suite.explain === null)
    complain(`${gate.disparity} needs explain in the suite: {} for the defaults`, "disparity");
  else if (kind === "logged") complain(`${gate.disparity} needs a model that runs: ${id} is logged`, "disparity");
  else if (several && (gate.class === undefined || !classes.includes(gate.class)))
    complain(`attributions are of one class each: the gate needs a class, one of ${classes.join(", ")}`, "class");
  else if (!several && gate.class !== undefined)
    complain("attributions are of the positive class: leave out class", "class");
  else if (![...suite.attributes.map(({ name }) => name), "*"].includes(String(gate.attribute)))
    complain("attributions are compared by single attributes", "attribute");
  else return { metric: null, class: gate.class ?? null };
  return null;
}

/** A gate on several metrics together, each of which has to be computed; null after a complaint. */
function plannedWithoutMetric(
  gate: GateFileSpec,
  disparity: Exclude<WithoutMetric, AttributionDisparity>,
  model: GatedModel,
  complain: Complain,
): Planned | null {
  const { name, metrics } = disparity;
  if (gate.metric !== undefined) {
    complain(`${name} is made from ${metrics.join(" and ")}: the gate names no metric`, "metric");
    return null;
  }
  const overClasses = disparity.kind === "joint" ? disparity.rule.everyClass : true;
  if (!overClasses) {
    const parts = metrics.map((metric) => plannedMetric({ ...gate, metric }, model, complain));
    return parts.includes(null) ? null : { metric: null, class: parts[0]?.class ?? null };
  }
  const absent = metrics.filter((metric) => !model.plan.some((planned) => planned.metric.name === metric));
  if (absent.length > 0) complain(`${absent.join(" and ")}, of which ${name} is made, is not computed for this model`);
  else if (gate.class !== undefined) complain(`${name} has no classes: it is over all of them`, "class");
  else if (disparity.kind !== "joint" && model.classes.length > 2) complain(`${name} is for labels of two values`);
  else return { metric: null, class: null };
  return null;
}

/** The metric of a gate, with its class; null after a complaint. */
function plannedMetric(gate: GateFileSpec, { plan, classes }: GatedModel, complain: Complain): PlannedMetric | null {
  if (gate.metric === undefined) {
    complain(`${gate.disparity} is of one metric, and the gate names none`);
    return null;
  }
  const views = plan.filter(({ metric }) => metric.name === gate.metric);
  const only = views.length === 1 ? views[0] : undefined;
  const positive = only?.class ?? (only?.outcome.kind === "class" ? classes[only.outcome.index] : undefined);
  if (gate.class === undefined || gate.class === positive) {
    if (only !== undefined) return only;
    complain(
      views.length === 0
        ? `${gate.metric} is not computed for this model`
        : `${gate.metric} is one figure per class here: the gate needs a class, one of ${classes.join(", ")}`,
    );
    return null;
  }
  const found = views.find((view) => view.class === gate.class);
  if (found !== undefined) return found;
  const why =
    only === undefined || classes.length > 2
      ? `; expected one of ${classes.join(", ")}`
      : ": the label has two values, and metrics are about the positive one";
  complain(
    only?.class === null && classes.length > 2
      ? `${gate.metric} has no classes: it is over all of them`
      : `unknown class ${quoted(gate.class)}${why}`,
    "class",
  );
  return null;
}

/**
 * Why no gate can rest on a disparity (of a metric), as far as it can be told before any row is read; null: it may.
 * Names that are not known are somebody else's to complain of.
 */
export function gateFault(
  gate: Pick<GateFileSpec, "metric" | "disparity">,
  rows: { readonly weighted: boolean; readonly favourable: boolean },
): string | null {
  const disparity = disparityByName(gate.disparity);
  const metric = gate.metric === undefined ? null : metricByName(gate.metric);
  if (disparity === undefined || metric === undefined || (metric === null) !== namesNoMetric(disparity)) return null;
  const context = { favourableIsPositive: rows.favourable ? true : null };
  return withoutBounds(metric, disparity, { material: { ...rows, clustered: false, context }, classes: [] });
}

/** Why this disparity of this metric has no bounds that hold their level, so that no gate can rest on it; null: it has. */
function withoutBounds(
  metric: Metric | null,
  disparity: Disparity,
  { material, classes }: Pick<GatedModel, "material" | "classes">,
): string | null {
  const { name } = disparity;
  const dependent = material.weighted || material.clustered;
  if (disparity.withoutInterval !== undefined) return `${disparity.withoutInterval}, so no gate can rest on ${name}`;
  if (disparity.kind === "stratified") return `${name} stands beside the raw figure, and no gate rests on it`;
  if (metric === null) return jointWithoutBounds(disparity, dependent, classes.length);
  if (metric.withoutInterval) return `${metric.name} has no interval that holds its level, so no gate can rest on it`;
  if (disparity.kind === "best" && directed(metric, material.context).better === "neutral")
    return `nobody is better or worse off by ${metric.name} unless the suite says what is favourable; use max_difference`;
  if (!comparesBy(directed(metric, material.context), disparity))
    return `${name} is for shares; use a difference for ${metric.name}`;
  if (disparity.kind === "pair" && disparity.against === "rest" && (dependent || metric.kind !== "rate")) {
    return `${name} can be gated for shares of independent, unweighted rows only; use max_difference or difference_to_reference`;
  }
  return null;
}

/** The same of a disparity over several metrics. */
function jointWithoutBounds(disparity: Disparity, dependent: boolean, classes: number): string | null {
  const { name } = disparity;
  const onlyPlain =
    name === "average_odds" ||
    (name === "class_distance" && classes > 3) ||
    disparity.kind === "paired" ||
    disparity.kind === "distribution" ||
    (disparity.kind === "counts" && disparity.zeroP !== undefined);
  if (dependent && onlyPlain) return `${name} can be gated for independent, unweighted rows only`;
  if (name === "class_distance" && classes > 8) return `${name} has no bounds for more than 8 classes`;
  return null;
}

function idOf(gate: GateFileSpec, planned: Planned, attribute: string, model: string | null): string {
  if (gate.id !== undefined) return gate.attribute === "*" ? `${gate.id}.${attribute}` : gate.id;
  const growth = gate.regression === undefined ? null : "regression";
  return [planned.metric?.name, planned.class, attribute, gate.disparity, model, growth]
    .filter((part) => part != null)
    .join(".");
}

/** Ids that occur again get a number, so that each gate can be named. */
function distinct(specs: readonly GateSpec[]): GateSpec[] {
  const seen = new Map<string, number>();
  return specs.map((spec) => {
    const count = (seen.get(spec.id) ?? 0) + 1;
    seen.set(spec.id, count);
    return count === 1 ? spec : { ...spec, id: `${spec.id}-${count}` };
  });
}
