import type { DeferralMetric, RateMetric } from "../metrics/index.js";
import { type EffectiveProportion, type WeightedCounts, weightedProportion } from "../stats/index.js";
import { type Estimate, undefinedEstimate } from "./estimate.js";
import type { Material, MetricView, Split } from "./material.js";
import { quadrantCount, unitConfusion, unitConfusions } from "./quadrants.js";
import { unitProportions } from "./unit-proportions.js";
import { type CellParts, unitSums } from "./unit-sums.js";

/** Numerator and denominator of a group, as rows (n) and as sums of weights and squared weights. */
interface Sums {
  readonly n: number;
  readonly w: number;
  readonly w2: number;
}

/**
 * A proportion per group: Wilson where rows are independent and count alike; else Wilson on the effective size, by unit
 * or by weight.
 */
export function estimateRates(
  metric: RateMetric | DeferralMetric,
  view: MetricView,
  material: Material,
  split: Split,
): Estimate[] {
  const parts = rateParts(metric, view, material);
  const trials = sumsOf(material, split, parts.trial);
  const successes = sumsOf(material, split, parts.success);
  const effective = effectiveProportions(material, split, parts, successes, trials);
  return trials.map((trial, group) => {
    const success = successes[group] as Sums;
    const [numerator, denominator] = material.weighted ? [success.w, trial.w] : [success.n, trial.n];
    if (!(denominator > 0)) return undefinedEstimate(metric.empty, numerator, denominator);
    const evidence =
      effective === null
        ? { interval: "wilson", basis: [numerator, denominator] }
        : (effective[group]?.evidence ?? null);
    return { status: "ok", value: numerator / denominator, numerator, denominator, evidence, reason: null };
  });
}

/** Which cells are in the numerator and denominator of a rate. */
export function rateParts(
  metric: RateMetric | DeferralMetric,
  { quadrant }: MetricView,
  { context }: Material,
): CellParts & { success: (cell: number) => boolean } {
  const ofQuadrant = Array.from({ length: quadrantCount }, (_, number) => {
    const [decided, deferred] = unitConfusions(number);
    if (metric.kind === "deferral") return metric.of(decided, deferred);
    // What people are, unlike what a model decides of them, is known of all.
    return metric.of(metric.needs === "label" ? unitConfusion(number % 4) : decided, context);
  });
  const success = ofQuadrant.map(({ successes }) => successes > 0);
  const trial = ofQuadrant.map(({ trials }) => trials > 0);
  return {
    success: (cell) => success[quadrant[cell] as number] as boolean,
    trial: (cell) => trial[quadrant[cell] as number] as boolean,
  };
}

function sumsOf({ counts }: Material, split: Split, wanted: (cell: number) => boolean): Sums[] {
  const { cells } = counts;
  const sums = Array.from({ length: split.size }, () => ({ n: 0, w: 0, w2: 0 }));
  for (let i = 0; i < split.cells.length; i++) {
    const sum = sums[split.cells[i] as number];
    if (sum === undefined || !wanted(i)) continue;
    sum.n += cells.n[i] as number;
    sum.w += cells.w[i] as number;
    sum.w2 += cells.w2[i] as number;
  }
  return sums;
}

function effectiveProportions(
  material: Material,
  split: Split,
  parts: CellParts,
  successes: readonly Sums[],
  trials: readonly Sums[],
): (EffectiveProportion | null)[] | null {
  const { profiles } = material;
  if (material.clustered && profiles !== null)
    return unitProportions(unitSums(profiles, split.cells, split.size, parts), material);
  if (!material.weighted) return null;
  return weightedProportion(
    trials.map((trial, group): WeightedCounts => ({ successes: successes[group] as Sums, trials: trial })),
  );
}
