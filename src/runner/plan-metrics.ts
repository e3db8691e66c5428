import type { Cells } from "../core/cells.js";
import { Failure, type Problem } from "../core/errors.js";
import type { Measured } from "../core/measured.js";
import { isScalar } from "../core/scalars.js";
import type { Outcome } from "../inference/index.js";
import { defaultMetrics } from "../metrics/defaults.js";
import { metricByName, metrics, parameterFault } from "../metrics/index.js";
import type { Metric, MetricContext } from "../metrics/metric.js";
import { needsLabel } from "../metrics/needs.js";
import { suggestion } from "../suite/nearest.js";
import { quoted } from "../suite/quoted.js";
import type { SuiteContent } from "../suite/suite.js";
import { gatedMetrics, metricsOf } from "./requested-metrics.js";

/** A metric to compute for one model, by class where it needs one. */
export interface PlannedMetric {
  readonly metric: Metric;
  readonly class: string | null;
  readonly outcome: Outcome;
}

type MeasuredModel = Measured["models"][number];

/** Derived metrics that make sense for one class against the rest. */
const derivedByClass = ["f1"];
/** Rates of being right, over all classes at once. */
const overClasses = ["accuracy", "error_rate"];

/** Whether the positive class is the one that is good for the person; null without `favourable`, or with several classes. */
export function contextOf(suite: SuiteContent, cells: Cells): MetricContext {
  const favourable = favourableClass(suite, cells);
  return { favourableIsPositive: favourable === null || cells.classes.length > 2 ? null : favourable === 1 };
}

/** Index of the favourable class; null where the suite names none. @throws Failure (usage) when no label or prediction has that value */
function favourableClass(suite: SuiteContent, { classes }: Cells): number | null {
  const { favourable } = suite.dataset;
  if (favourable === undefined) return null;
  const index = classes.findIndex((name) => isScalar(name, favourable));
  if (index >= 0) return index;
  const message = `favourable is no value of the label; expected one of ${classes.join(", ")}`;
  throw new Failure("usage", [{ message, at: ["dataset", "favourable"] }]);
}

/**
 * What is computed for each model: the metrics that the suite names and those of its gates, or the default ones.
 * @throws Failure (usage) naming each metric that label or output do not allow
 */
export function planMetrics(suite: SuiteContent, models: readonly MeasuredModel[]): PlannedMetric[][] {
  const named = suite.metrics;
  const gated = gatedMetrics(suite.gates);
  const problems: Problem[] = [];
  const places = new Map<string, (string | number)[]>();
  for (const [i, gate] of suite.gates.entries())
    for (const name of metricsOf(gate))
      places.set(name, ["gates", i, gate.metric === undefined ? "disparity" : "metric"]);
  for (const [i, name] of (named ?? []).entries()) places.set(name, ["metrics", i]);
  const plans = models.map((model) => {
    const names = [...new Set([...(named ?? defaultsFor(suite, model)), ...gated])];
    return names.flatMap((name) => {
      const metric = metricByName(name);
      const obstacle = metric === undefined ? unknownMetric(name) : obstacleTo(metric, suite, model);
      if (obstacle === null) return plannedFor(metric as Metric, suite, model.counts);
      const at = places.get(name);
      problems.push({ message: obstacle, ...(at === undefined ? {} : { at }) });
      return [];
    });
  });
  if (problems.length > 0) throw new Failure("usage", problems);
  return plans;
}

const unknownMetric = (name: string): string => {
  const fault = parameterFault(name);
  if (fault !== null) return `${quoted(name)}: ${fault}`;
  const names = metrics.map((metric) => metric.name);
  return `unknown metric ${quoted(name)}${suggestion(name, names)}`;
};

function defaultsFor(suite: SuiteContent, { facts, counts }: MeasuredModel): string[] {
  const names = defaultMetrics({
    label: hasLabel(suite),
    score: facts.hasScore,
    favourable: suite.dataset.favourable !== undefined,
    severalClasses: counts.cells.classes.length > 2,
    regression: isRegression(counts),
    abstains: counts.cells.abstained !== null,
  });
  return names.filter((name) => obstacleTo(metricByName(name) as Metric, suite, { facts, counts }) === null);
}

const hasLabel = (suite: SuiteContent): boolean => suite.dataset.label !== undefined;

/** Why a metric cannot be computed for a model; null: it can. */
function obstacleTo(metric: Metric, suite: SuiteContent, { facts, counts }: MeasuredModel): string | null {
  const { classes, prediction } = counts.cells;
  const model = `model ${quoted(facts.id)}`;
  if (isRegression(counts)) {
    return metric.needs === "values"
      ? null
      : `${metric.name} is for classes; ${model} predicts numbers (task: regression)`;
  }
  if (metric.needs === "values")
    return `${metric.name} is for numbers; ${model} predicts classes (task: regression says otherwise)`;
  if (metric.name === "favourable_rate" && suite.dataset.favourable === undefined) {
    return "favourable_rate needs dataset.favourable: the label value that is good for the person";
  }
  if (needsLabel(metric) && !hasLabel(suite))
    return `${metric.name} needs a label; the suite names none (dataset.label)`;
  const missing = missingCounts(metric, facts, counts);
  if (missing !== null) return `${metric.name} needs ${missing}; ${model} gives none`;
  const predicts = prediction.length === 0 || prediction.some((predicted) => predicted >= 0);
  if ((metric.needs === "prediction" || metric.needs === "confusion") && !predicts) {
    return `${metric.name} needs a prediction; ${model} gives none`;
  }
  if (classes.length > 2 && !worksByClass(metric, counts))
    return `${metric.name} is for labels with two values; this one has ${classes.length}`;
  return null;
}

const isRegression = ({ cells }: MeasuredModel["counts"]): boolean => cells.classes.length === 0;

/** What a metric needs beside labels and predictions that was not counted, in words; null: nothing. */
function missingCounts(
  metric: Metric,
  { hasScore }: MeasuredModel["facts"],
  { cells, scores, classScores, confidences }: MeasuredModel["counts"],
): string | null {
  const { kind, needs } = metric;
  if (kind === "mean") return hasScore ? null : "a score";
  if (needs === "scores") return scores === null && classScores === null ? "a score" : null;
  if (needs === "confidences") return confidences === null ? "a confidence or a probability" : null;
  if (needs === "rank") return cells.rank === null ? "a score per class (scores)" : null;
  if (kind !== "deferral") return null;
  if (cells.abstained === null) return "a way to abstain (abstained or abstain_below)";
  const isUnsaid = metric.ofDeferred === true && cells.prediction.some((predicted) => predicted < 0);
  return isUnsaid ? "what the model would have said of every row that it left to somebody else" : null;
}

function worksByClass(metric: Metric, { classScores }: MeasuredModel["counts"]): boolean {
  if (metric.kind === "distribution" || metric.kind === "ranking")
    return metric.needs !== "scores" || classScores !== null;
  return ["rate", "matrix", "deferral"].includes(metric.kind) || derivedByClass.includes(metric.name);
}

/** One entry, or with several classes one per class against the rest. */
function plannedFor(
  metric: Metric,
  suite: SuiteContent,
  { cells, classScores }: MeasuredModel["counts"],
): PlannedMetric[] {
  const { classes } = cells;
  if (metric.needs === "rank")
    return [{ metric, class: null, outcome: { kind: "within", places: metric.places ?? 1 } }];
  if (metric.kind === "matrix") return [{ metric, class: null, outcome: { kind: "correct" } }];
  if (classes.length <= 2) return [{ metric, class: null, outcome: { kind: "class", index: 1 } }];
  if (isOverClasses(metric)) return [{ metric, class: null, outcome: { kind: "correct" } }];
  const favourable = metric.name === "favourable_rate" ? favourableClass(suite, cells) : null;
  const scored = (index: number) => metric.needs !== "scores" || classScores?.[index] != null;
  return classes.flatMap((name, index) =>
    (favourable === null || favourable === index) && scored(index)
      ? [{ metric, class: name, outcome: { kind: "class", index } }]
      : [],
  );
}

/** Whether one figure is about all classes at once: being right, deciding at all, knowing how sure one is. */
const isOverClasses = ({ name, kind, needs }: Metric): boolean =>
  overClasses.includes(name) || kind === "deferral" || needs === "confidences";
