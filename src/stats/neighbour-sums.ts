import type { Evidence } from "../core/estimate.js";
import {
  type Deleted,
  deleted,
  effectiveShare,
  jackknifeCovariance,
  shareEvidence,
  type UnitSumsOfMean,
} from "./jackknife-share.js";
import type { NearestMean } from "./nearest-rows.js";

/** A share, or difference of shares, of some rows. */
export interface NeighbourFigure {
  readonly value: number | null;
  /** null: no value, or no interval. */
  readonly evidence: Evidence | null;
  readonly reason: string | null;
  readonly n: number;
  readonly units: number;
  /** Mean distance to the rows that were compared with; null: there were none. */
  readonly distance: number | null;
}

/** A mean over rows of what their neighbours are, as it is added up. */
export interface NeighbourSums extends UnitSumsOfMean {
  /** Σ of the unit's parts of other rows' means. */
  readonly used: Float64Array;
  rows: number;
  /** Σ w·distance. */
  distance: number;
}

export const neighbourSums = (units: number): NeighbourSums => ({
  own: new Float64Array(units),
  weight: new Float64Array(units),
  missed: new Float64Array(units),
  used: new Float64Array(units),
  rows: 0,
  distance: 0,
});

/** One row of which something is added. */
export interface AddedRow {
  readonly unit: number;
  readonly weight: number;
  /** Mean distance to its neighbours. */
  readonly distance: number;
}

/** Adds a row's mean over its neighbours; a row without neighbours has none. */
export function addRow(sums: NeighbourSums, { unit, weight, distance }: AddedRow, mean: NearestMean): void {
  const { value, units, part, without } = mean;
  if (Number.isNaN(value)) return;
  sums.rows++;
  sums.own[unit]! += weight * value;
  sums.weight[unit]! += weight;
  sums.distance += weight * distance;
  for (let place = 0; place < units.length; place++) {
    const other = units[place]!;
    sums.used[other]! += weight * part[place]!;
    // A row whose only neighbour goes keeps what it had: nothing is known of what would come in its place.
    if (!Number.isNaN(without[place]!)) sums.missed[other]! += weight * (without[place]! - value);
  }
}

const noNeighbours = "no rows of other people are alike enough to compare";
const oneUnit = "a single unit has no spread";

/**
 * How often rows are decided as their neighbours are. Where all are, no variance says how rare a row may be that is not: it would count by
 * its own weight and by its part of others' means, c of the total weight W, and as Σ c = 2W the share of disagreement would vary as one
 * of 2W²/Σc² trials.
 */
export function consistencyOf(sums: NeighbourSums): NeighbourFigure {
  const { own, weight, used, rows } = sums;
  const [total, value] = [sumOf(weight), sumOf(own)];
  if (rows === 0) return nothing(noNeighbours);
  const figure = { value: value / total, n: rows, units: unitsOf(weight), distance: sums.distance / total };
  const share = deleted(sums);
  if (share === null) return { ...figure, evidence: null, reason: oneUnit };
  const agreeing = (2 * total * total) / sumOf(weight.map((ofUnit, u) => (ofUnit + used[u]!) ** 2));
  return { ...figure, evidence: shareEvidence(effectiveShare(share, agreeing), rows), reason: null };
}

/** How often the nearest rows in a group get a class, less how often the nearest rows in the reference group do. */
export function gapOf(own: NeighbourSums, matched: NeighbourSums): NeighbourFigure {
  if (matched.rows === 0) return nothing(noNeighbours);
  const total = sumOf(matched.weight);
  const value = (sumOf(own.own) - sumOf(matched.own)) / total;
  const units = unitsOf(matched.weight);
  const figure = { value, n: matched.rows, units, distance: matched.distance / total };
  const [a, b] = [deleted(own), deleted(matched)];
  if (a === null || b === null || unitsOf(own.used) < 2 || unitsOf(matched.used) < 2)
    return { ...figure, evidence: null, reason: oneUnit };
  const one = effectiveShare(a, kishOf(own.used));
  const other = effectiveShare(b, kishOf(matched.used));
  const basis = [one.value, one.trials, one.df, other.value, other.trials, other.df, correlation(a, b), matched.rows];
  return { ...figure, evidence: { interval: "mover_wilson", basis }, reason: null };
}

/** Correlation of two means by the jackknife; 0 where one of them does not vary. */
function correlation(a: Deleted, b: Deleted): number {
  const product = jackknifeCovariance(a, a) * jackknifeCovariance(b, b);
  return product > 1e-48 ? Math.max(-1, Math.min(1, jackknifeCovariance(a, b) / Math.sqrt(product))) : 0;
}

const nothing = (reason: string): NeighbourFigure => ({
  value: null,
  evidence: null,
  reason,
  n: 0,
  units: 0,
  distance: null,
});

const sumOf = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);
const unitsOf = (weight: Float64Array): number => weight.reduce((units, of) => units + Number(of > 0), 0);
const kishOf = (weight: Float64Array): number => sumOf(weight) ** 2 / sumOf(weight.map((of) => of * of));
