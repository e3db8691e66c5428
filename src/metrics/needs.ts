import { metricByName } from "./index.js";

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

/** What has to be counted beside the cells: `scores` are whole distributions of scores by label. */
export function metricNeeds(request: MetricRequest): { readonly scores: boolean } {
  const { named, gated } = requestedMetrics(request);
  // The default metrics hold roc_auc.
  return { scores: named === null || [...named, ...gated].some((name) => metricByName(name)?.needs === "scores") };
}
