import { type Disparity, disparities, namesNoMetric } from "../disparities/index.js";
import { families, type Metric, type MetricFamily, metrics } from "../metrics/index.js";
import { figureList, type ListedFigure } from "./figure-list.js";
import { type IntervalNames, intervalNames, type MethodNames, methodNames } from "./interval-names.js";

export type Range = readonly [low: number | null, high: number | null];

/** One metric, or one family of metrics that differ in a number, for readers and programs. */
export interface ListedMetric {
  /** As in suites; of a family without its number. */
  readonly name: string;
  readonly kind: Metric["kind"];
  /** null: no family. Everything else about a family is said of its example. */
  readonly parameter: { readonly meaning: string; readonly default: number | null; readonly example: string } | null;
  readonly definition: string;
  /** null: without bound on that side. */
  readonly range: Range;
  readonly better: Metric["better"];
  readonly unit: Metric["unit"];
  readonly needs: readonly string[];
  /** When there is no value. */
  readonly empty: string;
  readonly intervals: IntervalNames;
  readonly source: string;
}

/** One comparison of groups. */
export interface ListedDisparity {
  readonly name: string;
  readonly kind: Disparity["kind"];
  readonly definition: string;
  readonly range: Range;
  /** "even": the nearer to `even`, the better. */
  readonly better: "higher" | "lower" | "even";
  /** The value of groups that are alike. */
  readonly even: 0 | 1;
  readonly unit: "unit of the metric" | "ratio" | "number";
  /** How a gate limits it; null: no gate can rest on it. */
  readonly bound: Disparity["bound"] | null;
  readonly needs: readonly string[];
  readonly methods: MethodNames;
  readonly source: string;
}

/** Every metric, families after the others, every disparity, and the figures of other libraries, in the order of the registries. */
export const metricList = (): {
  metrics: ListedMetric[];
  disparities: ListedDisparity[];
  compatibility: ListedFigure[];
} => ({
  metrics: [...metrics.map((metric) => listedMetric(metric)), ...families.map(listedFamily)],
  disparities: disparities.map(listedDisparity),
  compatibility: figureList(),
});

const listedMetric = (metric: Metric): ListedMetric => ({
  name: metric.name,
  kind: metric.kind,
  parameter: null,
  definition: metric.formula,
  range: metric.range,
  better: metric.better,
  unit: metric.unit,
  needs: needsOf(metric),
  empty: metric.empty,
  intervals: intervalNames(metric),
  source: metric.source,
});

function listedFamily({ name, parameter, byDefault, example, of }: MetricFamily): ListedMetric {
  const member = of(example);
  return {
    ...listedMetric(member),
    name,
    parameter: { meaning: parameter, default: byDefault, example: member.name },
  };
}

const distributions = {
  scores: "score distribution",
  confidences: "confidence distribution",
  values: "predicted numbers",
} as const;

function needsOf(metric: Metric): string[] {
  if (metric.kind === "mean") return metric.among === "all" ? ["score"] : ["label", "score"];
  if (metric.kind === "ranking" && metric.withoutLabel) return [distributions[metric.needs]];
  if (metric.kind === "distribution" || metric.kind === "ranking") return ["label", distributions[metric.needs]];
  if (metric.needs === "rank") return ["label", "score per class"];
  const left = metric.kind === "deferral" ? ["abstentions"] : [];
  if (metric.needs === "confusion") return ["label", "prediction", ...left];
  if (metric.kind === "deferral") return [metric.needs, ...left];
  return turnsOnFavourable(metric) ? [metric.needs, "favourable outcome"] : [metric.needs];
}

/** Whether the metric counts something else when the negative class is the one that is good for the person. */
function turnsOnFavourable(metric: Metric): boolean {
  if (metric.kind !== "rate") return false;
  const counts = { tp: 1, fp: 2, fn: 4, tn: 8 };
  const successes = (favourableIsPositive: boolean) => metric.of(counts, { favourableIsPositive }).successes;
  return successes(true) !== successes(false);
}

function listedDisparity(disparity: Disparity): ListedDisparity {
  const { name, kind, formula: definition, scale, bound, source } = disparity;
  const isEven = kind === "pair" || kind === "best" || (kind === "stratified" && name !== "stratum_homogeneity");
  return {
    name,
    kind,
    definition,
    range: rangeOf(disparity),
    better: isEven ? "even" : bound === "at_most" ? "lower" : "higher",
    even: scale === "difference" ? 0 : 1,
    unit: scale === "ratio" ? "ratio" : namesNoMetric(disparity) ? "number" : "unit of the metric",
    bound: disparity.withoutInterval !== undefined || kind === "stratified" ? null : bound,
    needs: whatItNeeds(disparity),
    methods: methodNames(disparity),
    source,
  };
}

function whatItNeeds(disparity: Disparity): string[] {
  if (disparity.kind === "joint") return [...disparity.metrics];
  if (disparity.kind === "attribution") return ["explain", "reference group"];
  if (disparity.kind === "counts") return ["label", "prediction"];
  if (disparity.kind === "paired") return ["label", "prediction", "reference group"];
  if (disparity.kind === "distribution")
    return [...(disparity.metrics.includes("ks_distance") ? ["label"] : []), "score", "prediction", "reference group"];
  const others = { reference: "reference group", rest: "everybody else" };
  if (disparity.kind === "stratified")
    return [...(disparity.onlyOf ?? ["metric that is a share of rows"]), "strata", others[disparity.against]];
  return [
    ...(disparity.scale === "ratio" ? ["metric that is a proportion"] : []),
    ...(disparity.kind === "best" ? ["metric with a direction"] : []),
    ...(disparity.kind === "pair" ? [others[disparity.against]] : []),
  ];
}

/** Spreads have a direction, so they stay on one side of what groups that are alike would have. */
function rangeOf(disparity: Disparity): Range {
  const { kind, scale, bound } = disparity;
  if (namesNoMetric(disparity) || kind === "stratified") return disparity.range;
  if (scale === "difference") return [kind === "spread" ? 0 : null, null];
  if (kind !== "spread") return [0, null];
  return bound === "at_least" ? [0, 1] : [1, null];
}
