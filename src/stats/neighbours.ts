import { meanDistance, type NearestRows, nearestMean, nearestRows } from "./nearest-rows.js";
import {
  addRow,
  consistencyOf,
  gapOf,
  type NeighbourFigure,
  type NeighbourSums,
  neighbourSums,
} from "./neighbour-sums.js";

export type { NeighbourFigure };

/** Some rows that were decided, and how far they are from one another. Arrays have one entry per row. */
export interface NeighbourInput {
  /** Writes the distance from a row to every row; infinite where it cannot be told. */
  readonly distances: (row: number, into: Float64Array) => void;
  /** Place of the class that was decided. */
  readonly decision: Int32Array;
  /** Numbering of the units from 0. */
  readonly unit: Int32Array;
  /** Above 0; null: all rows weigh the same. */
  readonly weight: Float64Array | null;
  /** Nearest rows that a row is compared with. */
  readonly k: number;
  readonly attributes: readonly NeighbourAttribute[];
  /** Classes whose shares are compared between groups. */
  readonly outcomes: readonly number[];
}

/** A protected attribute over the rows. */
export interface NeighbourAttribute {
  /** Per row the place of its group; −1: not told of. */
  readonly code: Int32Array;
  readonly groups: number;
  /** Place of the group that others are compared with. */
  readonly reference: number;
}

/** What is said of one attribute, by group. */
export interface NeighboursOfAttribute {
  readonly consistency: readonly NeighbourFigure[];
  /** By outcome; null: the reference group itself. */
  readonly gaps: readonly (readonly NeighbourFigure[] | null)[];
}

/** How alike a model decides for rows that are alike. */
export interface Neighbours {
  readonly everybody: NeighbourFigure;
  readonly attributes: readonly NeighboursOfAttribute[];
}

/**
 * Whether rows that are alike are decided alike.
 *
 * `consistency`: the share of a row's k nearest rows of other units that were decided as it was, on average over the rows of a group.
 * `gaps`: over the rows of a group, how often their k nearest rows in the group itself get a class, less how often their k nearest rows in
 * the reference group do. The rows' own decisions are no measure for the latter: means over neighbours are drawn to where rows are
 * dense, and of two groups that are decided by one rule either would seem to be worse off than the other.
 *
 * Intervals are by the jackknife over units: a unit that is left out is missed among the neighbours of others too. They are about samples
 * of this size, as with more rows neighbours are nearer, and not about what is left of the groups' other differences where these are far.
 * Source: Zemel et al. 2013, PMLR 28(3):325–333 (consistency, whose neighbours hold the row itself, while ours do not); Black, Yeom &
 * Fredrikson 2020, doi:10.1145/3351095.3372845 (flip test); Abadie & Imbens 2006, doi:10.1111/j.1468-0262.2006.00655.x (means over
 * matched rows).
 */
export function neighbours(input: NeighbourInput): Neighbours {
  const { unit, attributes } = input;
  const units = unit.reduce((a, b) => Math.max(a, b), -1) + 1;
  const sums = () => neighbourSums(units);
  const tally: Tally = {
    everybody: sums(),
    groups: attributes.map(({ groups }) => Array.from({ length: groups }, sums)),
    gaps: attributes.map(({ groups }) =>
      Array.from({ length: groups }, () => input.outcomes.map(() => ({ own: sums(), matched: sums() }))),
    ),
  };
  addAll(input, tally);
  return {
    everybody: consistencyOf(tally.everybody),
    attributes: attributes.map(({ reference }, a) => ({
      consistency: tally.groups[a]!.map(consistencyOf),
      gaps: tally.gaps[a]!.map((parts, group) =>
        group === reference ? null : parts.map(({ own, matched }) => gapOf(own, matched)),
      ),
    })),
  };
}

interface Tally {
  readonly everybody: NeighbourSums;
  /** By attribute and group. */
  readonly groups: readonly (readonly NeighbourSums[])[];
  /** By attribute, group and outcome. */
  readonly gaps: readonly (readonly (readonly { readonly own: NeighbourSums; readonly matched: NeighbourSums }[])[])[];
}

function addAll(input: NeighbourInput, { everybody, groups, gaps }: Tally): void {
  const { distances, decision, unit, weight, k, attributes, outcomes } = input;
  const rows = decision.length;
  const most = k + largestUnit(unit);
  // Only how weights compare with one another counts: squares of the smallest are no doubles.
  const heaviest = weight?.reduce((a, b) => Math.max(a, b), 0) ?? 1;
  const [distance, within] = [new Float64Array(rows), new Float64Array(rows)];
  for (let row = 0; row < rows; row++) {
    distances(row, distance);
    for (let other = 0; other < rows; other++)
      if (unit[other] === unit[row]) distance[other] = Number.POSITIVE_INFINITY;
    const near = nearestRows(distance, most);
    const alike = nearestMean(near, k, unit, (other) => Number(decision[other] === decision[row]));
    const added = { unit: unit[row]!, weight: (weight?.[row] ?? 1) / heaviest, distance: meanDistance(near, k) };
    addRow(everybody, added, alike);
    for (const [a, { code, reference }] of attributes.entries()) {
      const group = code[row]!;
      if (group < 0) continue;
      addRow(groups[a]![group]!, added, alike);
      if (group === reference) continue;
      const [here, there] = [group, reference].map((wanted) => {
        for (let other = 0; other < rows; other++)
          within[other] = code[other] === wanted ? distance[other]! : Number.POSITIVE_INFINITY;
        return nearestRows(within, most);
      }) as [NearestRows, NearestRows];
      if (here.rows.length === 0 || there.rows.length === 0) continue;
      for (const [o, outcome] of outcomes.entries()) {
        const gets = (other: number) => Number(decision[other] === outcome);
        const { own, matched } = gaps[a]![group]![o]!;
        addRow(own, { ...added, distance: meanDistance(here, k) }, nearestMean(here, k, unit, gets));
        addRow(matched, { ...added, distance: meanDistance(there, k) }, nearestMean(there, k, unit, gets));
      }
    }
  }
}

function largestUnit(unit: Int32Array): number {
  const rows = new Map<number, number>();
  for (const of of unit) rows.set(of, (rows.get(of) ?? 0) + 1);
  return [...rows.values()].reduce((a, b) => Math.max(a, b), 0);
}
