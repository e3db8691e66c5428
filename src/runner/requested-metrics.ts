import { disparityByName, namesNoMetric } from "../disparities/index.js";
import type { MetricRequest } from "../metrics/needs.js";
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
