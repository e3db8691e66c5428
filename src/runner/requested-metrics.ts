import { compatibilityByName, compatibilityNamesOf } from "../compatibility/index.js";
import { disparityByName, namesNoMetric } from "../disparities/index.js";
import { type MetricNeeds, type MetricRequest, metricNeeds } from "../metrics/needs.js";
import type { GateFileSpec, SuiteContent } from "../suite/suite.js";

/** Metrics that a gate is about: the one it names, or those that its disparity is made from. */
export function metricsOf({ metric, disparity }: Pick<GateFileSpec, "metric" | "disparity">): readonly string[] {
  if (metric !== undefined) return [metric];
  const joint = disparityByName(disparity);
  return joint !== undefined && namesNoMetric(joint) ? joint.metrics : [];
}

/** Metrics that gates are about, each once, in the gates' order. */
export const gatedMetrics = (gates: readonly GateFileSpec[]): readonly string[] => [
  ...new Set(gates.flatMap(metricsOf)),
];

/** What a suite asks to be computed. */
export const requestOf = ({ metrics, gates }: Pick<SuiteContent, "metrics" | "gates">): MetricRequest => ({
  metrics,
  gated: gatedMetrics(gates),
});

/** What has to be counted for a suite's metrics, gates and figures of other libraries. */
export function needsOf(suite: Pick<SuiteContent, "metrics" | "gates" | "compatibility" | "drift">): MetricNeeds {
  const needs = metricNeeds(requestOf(suite));
  const figures = suite.compatibility.flatMap(compatibilityNamesOf).map((name) => compatibilityByName(name)?.needs);
  const scored = figures.some((need) => need === "scores" || need === "labelled_scores");
  return scored || suite.drift !== undefined ? { ...needs, scores: true, values: true } : needs;
}
