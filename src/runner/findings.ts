import { joinNames } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import { estimates, splitOf } from "../inference/index.js";
import { type Findings, type MetricRow, runSchemaId, runVersion } from "../record/run-record.js";
import type { SuiteContent } from "../suite/suite.js";
import { adjusted, compareTable } from "./disparity-rows.js";
import { exclusionRows } from "./exclusion-rows.js";
import { type EstimatedTable, groupRows } from "./group-rows.js";
import { type HiddenReason, hiddenGroups } from "./hidden-groups.js";
import { attributeSets, type ModelTables, modelTables } from "./model-tables.js";
import { planGates } from "./plan-gates.js";
import { type PlannedMetric, planMetrics } from "./plan-metrics.js";
import { countTable, populationRows } from "./population.js";
import { type Reference, referenceGroups } from "./reference-groups.js";
import { attributeRecords, dataRecord, modelRecords, suiteRecord } from "./suite-record.js";
import { warningsOf } from "./warnings.js";

export interface FindingsOptions {
  readonly seed: number;
  readonly toolVersion: string;
}

/**
 * From counts to everything of a record but its verdicts: estimates per group, comparisons between groups, and the facts a reader
 * needs. Groups of too few people are hidden here, before anything is compared, and what is left does not give them away.
 * @throws Failure (usage) where the suite asks for what the data cannot answer
 */
export function findings(suite: SuiteContent, measured: Measured, { seed, toolVersion }: FindingsOptions): Findings {
  const plans = planMetrics(suite, measured.models);
  const models = modelTables(suite, measured, plans, seed);
  const { tables, material } = models[0] as ModelTables;
  const references = referenceGroups(suite, tables, material.counts.cells.n);
  const plan = planGates(suite, attributeSets(suite).map(joinNames), gatedModels(models, plans));
  const hidden = hiddenGroups(models, suite.suppressBelow);
  const population = populationRows(material, tables, suite.dataset.label !== undefined, hidden);
  return {
    $schema: runSchemaId,
    version: runVersion,
    tool: { name: "evenhand", version: toolVersion },
    suite: suiteRecord(suite, measured, seed),
    data: dataRecord(suite, measured),
    attributes: attributeRecords(suite, tables, references),
    models: modelRecords(measured),
    metrics: metricRows(models),
    population,
    ...figures(suite, models, hidden, references),
    exclusions: exclusionRows(measured.exclusions, population, suite.suppressBelow),
    plan,
    warnings: warningsOf(suite, measured, models, population),
  };
}

const gatedModels = (models: readonly ModelTables[], plans: readonly (readonly PlannedMetric[])[]) =>
  models.map(({ id, material }, m) => ({
    id,
    material,
    plan: plans[m] as readonly PlannedMetric[],
    classes: material.counts.cells.classes,
  }));

/** Group values, comparisons and correlations: every metric of every model on every table. */
function figures(
  suite: SuiteContent,
  models: readonly ModelTables[],
  hidden: HiddenReason,
  references: ReadonlyMap<string, Reference>,
) {
  const alpha = 1 - suite.confidence;
  const hasLabel = suite.dataset.label !== undefined;
  const parts = models.flatMap(({ id, material, tables, views }) => {
    const counts = tables.map((table) => countTable(material, table, hasLabel));
    return views.flatMap((view) =>
      tables.map((table, t) => {
        const split = splitOf(table, material, view);
        const values = estimates(view, material, split);
        const estimated: EstimatedTable = { model: id, view, table, split, estimates: values, counts: counts[t] ?? [] };
        return {
          groups: groupRows(estimated, hidden, alpha),
          ...compareTable(estimated, { material, hidden, references, alpha }),
        };
      }),
    );
  });
  return {
    groups: parts.flatMap(({ groups }) => groups),
    disparities: adjusted(parts.flatMap(({ rows }) => rows)),
    correlations: parts.flatMap(({ correlations }) => correlations),
  };
}

/** Each metric that was computed for some model, once. */
function metricRows(models: readonly ModelTables[]): MetricRow[] {
  const metrics = new Map(models.flatMap(({ views }) => views.map(({ metric }) => [metric.name, metric])));
  return [...metrics.values()].map(({ name, unit, better, range, formula, source }) => ({
    name,
    unit,
    better,
    range: [...range],
    formula,
    source,
  }));
}
