import { allEntries, groupEntries } from "./group-entries.js";
import type { GroupTable } from "./group-table.js";
import { type Material, type MetricView, splitOf } from "./material.js";

/** Rows of every group of a table on either side of the line that a metric draws for all of them; empty without one. */
export function cutCounts(view: MetricView, table: GroupTable, material: Material): (readonly number[])[] {
  const { metric, scores } = view;
  const isCut = metric.kind === "ranking" || metric.kind === "distribution";
  if (!isCut || metric.sides === undefined || scores === null) return [];
  const { size, scores: scoreGroup } = splitOf(table, material, view);
  const everybody = allEntries(scores);
  return groupEntries(scores, scoreGroup as Int32Array, size).groups.map((group) => metric.sides!(group, everybody));
}
