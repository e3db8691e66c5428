import { allEntries, groupEntries } from "./group-entries.js";
import type { MetricView, Split } from "./material.js";

/** Rows of every group of a split on either side of the line that a metric draws for all of them; empty without one. */
export function cutCounts({ metric, scores }: MetricView, split: Split): (readonly number[])[] {
  const isCut = metric.kind === "ranking" || metric.kind === "distribution";
  if (!isCut || metric.sides === undefined || scores === null || split.scores === null) return [];
  const everybody = allEntries(scores);
  return groupEntries(scores, split.scores, split.size).groups.map((group) => metric.sides!(group, everybody));
}
