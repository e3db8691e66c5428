import type { ModelCounts, Scores, UnitProfiles } from "../core/cells.js";
import type { Metric, MetricContext } from "../metrics/index.js";
import { type GroupTable, scoreGroups } from "./group-table.js";
import { type Outcome, quadrants } from "./quadrants.js";

/** One model's counts and what is known of its rows. */
export interface Material {
  readonly counts: ModelCounts;
  /** The counts' units without their scores; null when the suite names no unit. */
  readonly profiles: UnitProfiles | null;
  /** Whether rows carry weights: then n stands for rows and w for the population. */
  readonly weighted: boolean;
  /** Whether some unit has several rows, which are then not independent. */
  readonly clustered: boolean;
  readonly context: MetricContext;
  /** Of everything that is drawn at random. */
  readonly seed: number;
}

/** A metric that is to be computed, for all rows or for one class against the rest. */
export interface MetricView {
  readonly metric: Metric;
  /** Class name in records; null: not by class. */
  readonly class: string | null;
  /** Quadrant of each cell. */
  readonly quadrant: Int8Array;
  /** The distribution that the metric is of; null: of none, or it was not counted. */
  readonly scores: Scores | null;
}

/** Which group each cell, and each entry of the view's distribution, belongs to; -1: none. */
export interface Split {
  readonly size: number;
  readonly cells: Int32Array;
  /** Null where the metric needs no distribution. */
  readonly scores: Int32Array | null;
}

/** A view with its quadrants worked out. */
export function metricView(material: Material, metric: Metric, className: string | null, outcome: Outcome): MetricView {
  const { counts } = material;
  return {
    metric,
    class: className,
    quadrant: quadrants(counts.cells, outcome),
    scores: distributionOf(metric, counts, outcome),
  };
}

function distributionOf(metric: Metric, counts: ModelCounts, outcome: Outcome): Scores | null {
  if (metric.kind !== "distribution" && metric.kind !== "ranking") return null;
  if (metric.needs !== "scores") return counts[metric.needs];
  return counts.classScores === null || outcome.kind !== "class"
    ? counts.scores
    : (counts.classScores[outcome.index] ?? null);
}

/** The groups of a table as a split. */
export function splitOf(table: GroupTable, { counts }: Material, { scores }: MetricView): Split {
  return {
    size: table.groups.length,
    cells: table.cellGroup,
    scores: scores === null ? null : judgeable(scoreGroups(table, counts.cells, scores), scores),
  };
}

/** Entries of which nothing is known that could be right or wrong, as rows that were left to somebody else, take no part. */
const judgeable = (group: Int32Array, { label }: Scores): Int32Array =>
  group.map((of, entry) => (Number.isNaN(label[entry]) ? -1 : of));

/** A split with its groups put together anew. @param group the new number of an old one; -1: none */
export function regrouped(split: Split, size: number, group: (of: number) => number): Split {
  const anew = (of: number) => (of < 0 ? -1 : group(of));
  return { size, cells: split.cells.map(anew), scores: split.scores?.map(anew) ?? null };
}

/** Everybody but one group (and those of no group at all) as a split of one. */
export const restOf = (split: Split, group: number, left: (group: number) => boolean): Split =>
  regrouped(split, 1, (of) => (of === group || left(of) ? -1 : 0));
