import { unitCorrelation } from "../stats/index.js";
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

/** Correlations of a rate or mean between groups that share units, by pair in rising order; none where rows are independent. */
export function correlations(view: MetricView, material: Material, split: Split): Correlation[] {
  const { units } = material.counts;
  const parts = partsOf(view, material);
  if (!material.clustered || units === null || parts === null) return [];
  const sums = unitSums(units, split.cells, split.size, parts);
  return sharedPairs(sums).map(([a, b]) => ({
    a,
    b,
    correlation: correlationOf(sums[a] as ProfileSums, sums[b] as ProfileSums),
  }));
}

function partsOf(view: MetricView, material: Material): CellParts | null {
  if (view.metric.kind === "rate") return rateParts(view.metric, view, material);
  return view.metric.kind === "mean" ? meanParts(view.metric, view) : null;
}

function sharedPairs(sums: readonly ProfileSums[]): [number, number][] {
  const groupsOf = new Map<number, number[]>();
  for (const [group, { profile }] of sums.entries()) {
    for (const p of profile) groupsOf.set(p, [...(groupsOf.get(p) ?? []), group]);
  }
  const pairs = new Map<number, [number, number]>();
  for (const groups of groupsOf.values()) {
    for (const [i, a] of groups.entries()) for (const b of groups.slice(i + 1)) pairs.set(a * sums.length + b, [a, b]);
  }
  return [...pairs.values()].sort(([a, b], [c, d]) => a - c || b - d);
}

/** Puts the profiles of both groups side by side, zeros where a group has no row of theirs. */
function correlationOf(a: ProfileSums, b: ProfileSums): number {
  const profiles = Int32Array.from(new Set([...a.profile, ...b.profile])).sort();
  const aligned = ({ profile, numerator, denominator }: ProfileSums) => {
    const at = new Map(Array.from(profile, (p, i) => [p, i]));
    const take = (column: Float64Array) => Float64Array.from(profiles, (p) => column[at.get(p) ?? -1] ?? 0);
    return { numerator: take(numerator), denominator: take(denominator) };
  };
  const counts = new Map(
    [a, b].flatMap(({ profile, count }) => Array.from(profile, (p, i): [number, number] => [p, count[i] as number])),
  );
  return unitCorrelation(
    aligned(a),
    aligned(b),
    Float64Array.from(profiles, (p) => counts.get(p) as number),
  );
}
