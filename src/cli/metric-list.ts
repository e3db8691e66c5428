import { type Disparity, disparities } from "../disparities/index.js";
import { comparesBy } from "../inference/index.js";
import { families, type Metric, type MetricFamily, metrics } from "../metrics/index.js";
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
  readonly unit: "unit of the metric" | "ratio";
  /** How a gate limits it. */
  readonly bound: Disparity["bound"];
  readonly needs: readonly string[];
  readonly methods: MethodNames;
  readonly source: string;
}

/** Every metric, families after the others, and every disparity, in the order of the registries. */
export const metricList = (): { metrics: ListedMetric[]; disparities: ListedDisparity[] } => ({
  metrics: [...metrics.map((metric) => listedMetric(metric)), ...families.map(listedFamily)],
  disparities: disparities.map(listedDisparity),
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

function needsOf(metric: Metric): string[] {
  if (metric.kind === "mean") return metric.among === "all" ? ["score"] : ["label", "score"];
  if (metric.kind === "distribution") return ["label", "score distribution"];
  if (metric.needs === "confusion") return ["label", "prediction"];
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
  return {
    name,
    kind,
    definition,
    range: rangeOf(disparity),
    better: kind === "pair" ? "even" : bound === "at_most" ? "lower" : "higher",
    even: scale === "difference" ? 0 : 1,
    unit: scale === "difference" ? "unit of the metric" : "ratio",
    bound,
    needs: [
      ...(metrics.every((metric) => comparesBy(metric, disparity)) ? [] : ["metric that is a proportion"]),
      ...(kind === "pair" ? [disparity.against === "reference" ? "reference group" : "everybody else"] : []),
    ],
    methods: methodNames(disparity),
    source,
  };
}

/** Spreads have a direction, so they stay on one side of what groups that are alike would have. */
function rangeOf({ kind, scale, bound }: Disparity): Range {
  if (scale === "difference") return [kind === "spread" ? 0 : null, null];
  if (kind === "pair") return [0, null];
  return bound === "at_least" ? [0, 1] : [1, null];
}
