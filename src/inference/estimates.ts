import type { Estimate } from "./estimate.js";
import { estimateDerived } from "./estimate-derived.js";
import { estimateMeans } from "./estimate-mean.js";
import { estimateRanking } from "./estimate-ranking.js";
import { estimateRates } from "./estimate-rate.js";
import type { Material, MetricView, Split } from "./material.js";

/** A metric's value with its evidence for every group of a split. */
export function estimates(view: MetricView, material: Material, split: Split): Estimate[] {
  const { metric } = view;
  switch (metric.kind) {
    case "rate":
      return estimateRates(metric, view, material, split);
    case "derived":
      return estimateDerived(metric, view, material, split);
    case "mean":
      return estimateMeans(metric, view, material, split);
    case "ranking":
      return estimateRanking(metric, view, material, split);
  }
}
