import type { ModelCounts, UnitProfiles } from "../core/cells.js";
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
}

/** A metric that is to be computed, for all rows or for one class against the rest. */
export interface MetricView {
  readonly metric: Metric;
  /** Class name in records; null: not by class. */
  readonly class: string | null;
  /** Quadrant of each cell. */
  readonly quadrant: Int8Array;
  /** Index of the class that counts as positive, for metrics of scores. */
  readonly positive: number;
}

/** Which group each cell, and each entry of the score distributions, belongs to; -1: none. */
export interface Split {
  readonly size: number;
  readonly cells: Int32Array;
  /** Null where the metric needs no distributions. */
  readonly scores: Int32Array | null;
}

/** A view with its quadrants worked out. */
export function metricView(material: Material, metric: Metric, className: string | null, outcome: Outcome): MetricView {
  const positive = outcome.kind === "class" ? outcome.index : -1;
  return { metric, class: className, quadrant: quadrants(material.counts.cells, outcome), positive };
}

/** The groups of a table as a split. */
export function splitOf(table: GroupTable, material: Material, metric: Metric): Split {
  const { cells, scores } = material.counts;
  const needed = metric.needs === "scores" && scores !== null;
  return {
    size: table.groups.length,
    cells: table.cellGroup,
    scores: needed ? scoreGroups(table, cells, scores) : null,
  };
}

/** Everybody but one group (and those of no group at all) as a split of one. */
export function restOf(split: Split, group: number, left: (group: number) => boolean): Split {
  const rest = (of: number) => (of < 0 || of === group || left(of) ? -1 : 0);
  return { size: 1, cells: split.cells.map(rest), scores: split.scores?.map(rest) ?? null };
}
