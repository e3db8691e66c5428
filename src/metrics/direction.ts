import type { Metric, MetricContext } from "./metric.js";

/** Metrics of how often, or how strongly, the positive outcome is given: which way is better follows from what it means for the person. */
const outcomeMetrics = ["selection_rate", "mean_score"];

/** The metric with its direction as the suite's favourable outcome settles it. */
export function directed<T extends Metric>(metric: T, { favourableIsPositive }: MetricContext): T {
  if (favourableIsPositive === null || !outcomeMetrics.includes(metric.name)) return metric;
  return { ...metric, better: favourableIsPositive ? "higher" : "lower" };
}
