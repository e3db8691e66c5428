import { metricByName } from "./index.js";
import type { Metric } from "./metric.js";

/** The part of a suite that says which metrics are wanted. */
export interface MetricRequest {
  /** null: all that label and output allow. */
  readonly metrics: readonly string[] | null;
  readonly gates: readonly { readonly metric: string }[];
}

/** Names of the metrics that a suite asks for, in its own order, those of gates last; null where it leaves the choice to us. */
export function requestedMetrics({ metrics, gates }: MetricRequest): {
  readonly named: readonly string[] | null;
  readonly gated: readonly string[];
} {
  return { named: metrics, gated: [...new Set(gates.map(({ metric }) => metric))] };
}

/** What has to be counted beside the cells. */
export interface MetricNeeds {
  /** Sums of scores. */
  readonly means: boolean;
  /** Whole distributions of scores by label. */
  readonly scores: boolean;
}

/** What the metrics need; the default ones hold mean scores and roc_auc. */
export function metricNeeds(request: MetricRequest): MetricNeeds {
  const { named, gated } = requestedMetrics(request);
  const any = (need: Metric["needs"]) =>
    named === null || [...named, ...gated].some((name) => metricByName(name)?.needs === need);
  return { means: any("score"), scores: any("scores") };
}
