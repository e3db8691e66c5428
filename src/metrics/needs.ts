import { metricByName } from "./index.js";
import type { Metric } from "./metric.js";

/** The part of a suite that says which metrics are wanted. */
export interface MetricRequest {
  /** null: all that label and output allow. */
  readonly metrics: readonly string[] | null;
  /** Metrics that gates are about, in their order. */
  readonly gated: readonly string[];
}

/** What has to be counted beside the cells. */
export interface MetricNeeds {
  /** Sums of scores. */
  readonly means: boolean;
  /** Whole distributions. */
  readonly scores: boolean;
  readonly confidences: boolean;
  readonly values: boolean;
  /** The place of the true class among all. */
  readonly ranks: boolean;
}

/** Whether a metric compares with the truth. */
export function needsLabel(metric: Metric): boolean {
  if (metric.kind === "mean") return metric.among !== "all";
  if (metric.kind === "ranking") return metric.withoutLabel !== true;
  return metric.needs !== "prediction";
}

/** What the metrics need; a suite that names none gets its defaults, which hold mean scores and roc_auc. */
export function metricNeeds({ metrics, gated }: MetricRequest): MetricNeeds {
  const wanted = [...(metrics ?? []), ...gated].flatMap((name): readonly Metric[] => {
    const metric = metricByName(name);
    return metric === undefined ? [] : [metric];
  });
  const any = (need: Metric["needs"]) => wanted.some(({ needs }) => needs === need);
  const open = metrics === null;
  return {
    means: open || any("score"),
    scores: open || any("scores"),
    confidences: any("confidences"),
    values: open || any("values"),
    ranks: any("rank"),
  };
}
