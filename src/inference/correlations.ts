import { clusteredFigureSums, entrySums } from "./cell-bootstrap.js";
import { figureOf } from "./estimate-derived.js";
import { clusteredDistributionSums } from "./estimate-distribution.js";
import { meanParts } from "./estimate-mean.js";
import { rateParts } from "./estimate-rate.js";
import type { Material, MetricView, Split } from "./material.js";
import { type CellParts, type ProfileSums, unitSums } from "./unit-sums.js";

/** Two groups of a split whose estimates are not independent, because units have rows in both. */
export interface Correlation {
  readonly a: number;
  readonly b: number;
  readonly correlation: number;
}

/** Correlations of a metric between groups that share units, by pair in rising order; none where rows are independent. */
export function correlations(view: MetricView, material: Material, split: Split): Correlation[] {
  const sums = clusteredSums(view, material, split);
  return sums === null ? [] : correlationsOf(sums);
}

/** Sums per group and unit whose ratio is the metric and whose residuals are its linearisation; null where rows are independent, or it has none. */
export function clusteredSums(view: MetricView, material: Material, split: Split): ProfileSums[] | null {
  const parts = partsOf(view, material);
  const units = view.metric.kind === "mean" ? material.counts.units : material.profiles;
  if (!material.clustered) return null;
  if (view.metric.kind === "derived" || view.metric.kind === "matrix") {
    const figure = figureOf(view.metric, view, material);
    return clusteredFigureSums(figure, material, split, entrySums(material, split, figure));
  }
  if (view.metric.kind === "distribution" || view.metric.kind === "ranking")
    return clusteredDistributionSums(view, material, split);
  return units !== null && parts !== null ? unitSums(units, split.cells, split.size, parts) : null;
}

function partsOf(view: MetricView, material: Material): CellParts | null {
  if (view.metric.kind === "rate" || view.metric.kind === "deferral") return rateParts(view.metric, view, material);
  return view.metric.kind === "mean" ? meanParts(view.metric, view) : null;
}

/**
 * Correlation of each two ratios that share units, from their joint linearisation over units: Σ eₐe_b / √(Σeₐ² Σe_b²) with
 * residuals e = numerator − ratio · denominator, as `unitCorrelation` of two groups; all pairs in one pass.
 */
export function correlationsOf(sums: readonly ProfileSums[]): Correlation[] {
  const residuals = sums.map(residualsOf);
  const squares = sums.map(({ count }, group) => count.reduce((sum, c, i) => sum + c * residuals[group]![i]! ** 2, 0));
  const { start, group, at } = entriesByProfile(sums);
  const products = new Map<number, number>();
  for (let profile = 0; profile + 1 < start.length; profile++) {
    const end = start[profile + 1]!;
    for (let first = start[profile]!; first < end; first++) {
      const [a, i] = [group[first]!, at[first]!];
      const weighted = sums[a]!.count[i]! * residuals[a]![i]!;
      for (let second = first + 1; second < end; second++) {
        const pair = a * sums.length + group[second]!;
        products.set(pair, (products.get(pair) ?? 0) + weighted * residuals[group[second]!]![at[second]!]!);
      }
    }
  }
  return [...products]
    .sort(([one], [other]) => one - other)
    .map(([pair, product]) => {
      const [a, b] = [Math.floor(pair / sums.length), pair % sums.length];
      return { a, b, correlation: quotient(product, squares[a]! * squares[b]!) };
    });
}

/** A product of residuals over the root of their squares' product, in [-1, 1]; 0 where either has no spread. */
export const quotient = (product: number, squares: number): number =>
  squares > 0 ? Math.min(1, Math.max(-1, product / Math.sqrt(squares))) : 0;

/** What each unit adds beyond its share. */
function residualsOf({ numerator, denominator, count }: ProfileSums): Float64Array {
  const total = (of: Float64Array) => of.reduce((sum, value, i) => sum + count[i]! * value, 0);
  const weight = total(denominator);
  const ratio = weight > 0 ? total(numerator) / weight : 0;
  return numerator.map((value, i) => value - ratio * denominator[i]!);
}

/** All entries in the order of their profiles, then groups: those of profile p from start[p] to start[p + 1]. */
function entriesByProfile(sums: readonly ProfileSums[]): { start: Int32Array; group: Int32Array; at: Int32Array } {
  const profiles = Math.max(0, ...sums.map(({ profile }) => (profile.at(-1) ?? -1) + 1));
  const start = new Int32Array(profiles + 1);
  for (const { profile } of sums) for (let i = 0; i < profile.length; i++) start[profile[i]! + 1]!++;
  for (let p = 0; p < profiles; p++) start[p + 1]! += start[p]!;
  const next = start.slice();
  const group = new Int32Array(start[profiles]!);
  const at = new Int32Array(start[profiles]!);
  for (const [g, { profile }] of sums.entries()) {
    for (let i = 0; i < profile.length; i++) {
      const place = next[profile[i]!]!++;
      group[place] = g;
      at[place] = i;
    }
  }
  return { start, group, at };
}
