import type { DerivedMetric } from "../metrics/index.js";
import { type Estimate, noDependentInterval, noInterval, undefinedEstimate } from "./estimate.js";
import type { Material, MetricView, Split } from "./material.js";
import { confusions } from "./quadrants.js";

/** Another function of the confusion counts per group, with an interval where rows are independent and the metric has one. */
export function estimateDerived(metric: DerivedMetric, view: MetricView, material: Material, split: Split): Estimate[] {
  const { cells } = material.counts;
  const dependent = material.weighted || material.clustered;
  return confusions(split.cells, split.size, view.quadrant, material.weighted ? cells.w : cells.n).map((counts) => {
    const value = metric.of(counts);
    const { numerator = null, denominator = null } = metric.fraction(counts) ?? {};
    if (value === null) return undefinedEstimate(metric.empty, numerator, denominator);
    const own = metric.evidence(counts);
    const evidence = dependent ? null : own;
    const reason = evidence !== null ? null : own === null ? noInterval : noDependentInterval;
    return { status: "ok", value, numerator, denominator, evidence, reason };
  });
}
