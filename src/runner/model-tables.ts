import { splitTags } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import {
  type GroupTable,
  groupTables,
  type Material,
  type MetricView,
  metricView,
  unitsRepeat,
  withoutScores,
} from "../inference/index.js";
import { directed } from "../metrics/direction.js";
import type { SuiteContent } from "../suite/suite.js";
import { contextOf, type PlannedMetric } from "./plan-metrics.js";

/** One model's counts split into the tables of the record, with the metrics to compute on them. */
export interface ModelTables {
  readonly id: string;
  readonly material: Material;
  readonly tables: readonly GroupTable[];
  readonly views: readonly MetricView[];
}

/** Attribute sets that have a table of their own: each attribute, then the intersections. */
export const attributeSets = (suite: SuiteContent): (readonly string[])[] => [
  ...suite.attributes.map(({ name }) => [name]),
  ...suite.intersections,
];

/** Tables and metrics of each model. */
export function modelTables(
  suite: SuiteContent,
  measured: Measured,
  plans: readonly (readonly PlannedMetric[])[],
  seed: number,
): ModelTables[] {
  return measured.models.map(({ facts, counts }, m) => {
    const material = materialOf(suite, counts, seed);
    const views = (plans[m] as readonly PlannedMetric[]).map((planned) =>
      metricView(material, directed(planned.metric, material.context), planned.class, planned.outcome),
    );
    return {
      id: facts.id,
      material,
      tables: groupTables(counts.cells, attributeSets(suite), vanishedGroups(suite, measured)),
      views,
    };
  });
}

/** A model's counts with what the suite says of its rows. */
export const materialOf = (
  suite: SuiteContent,
  counts: Measured["models"][number]["counts"],
  seed: number,
): Material => ({
  counts,
  profiles: counts.units === null ? null : withoutScores(counts.units),
  weighted: suite.dataset.weight !== undefined,
  clustered: counts.units !== null && unitsRepeat(counts.units),
  context: contextOf(suite, counts.cells),
  seed,
});

/** Groups that were read and of which no row is left, other than by the suite's own filter: they must not pass unnoticed. */
function vanishedGroups(suite: SuiteContent, { exclusions, models }: Measured): Map<string, string[]> {
  const cells = models[0]?.counts.cells;
  return new Map(
    suite.attributes.map(({ name, separator }) => {
      const levels = cells?.levels[cells.attributes.indexOf(name)] ?? [];
      const kept = new Set(separator === undefined ? levels : levels.flatMap(splitTags));
      const lost = exclusions.filter(
        (row) => row.attribute === name && row.group !== null && row.reason !== "filtered" && row.rows > 0,
      );
      return [name, [...new Set(lost.map((row) => row.group as string))].filter((group) => !kept.has(group)).sort()];
    }),
  );
}
