import type { Estimate } from "./estimate.js";
import { estimateDerived, estimateMatrix } from "./estimate-derived.js";
import { estimateDistribution } from "./estimate-distribution.js";
import { estimateMeans } from "./estimate-mean.js";
import { estimateRates } from "./estimate-rate.js";
import type { Material, MetricView, Split } from "./material.js";

/** A metric's value with its evidence for every group of a split. */
export function estimates(view: MetricView, material: Material, split: Split): Estimate[] {
  const { metric } = view;
  switch (metric.kind) {
    case "rate":
    case "deferral":
      return estimateRates(metric, view, material, split);
    case "derived":
      return estimateDerived(metric, view, material, split);
    case "mean":
      return estimateMeans(metric, view, material, split);
    case "matrix":
      return estimateMatrix(metric, view, material, split);
    case "distribution":
    case "ranking":
      return estimateDistribution(metric, view, material, split);
  }
}
