import { joinNames } from "../core/groups.js";
import type { Measured } from "../core/measured.js";
import {
  estimates,
  type GroupTable,
  type MetricView,
  type RolledUp,
  regrouped,
  rolledUp,
  type Split,
  splitOf,
} from "../inference/index.js";
import { type DistributionRow, type Findings, type MetricRow, runSchemaId, runVersion } from "../record/run-record.js";
import type { SuiteContent } from "../suite/suite.js";
import { compatibilityTables } from "./compatibility-rows.js";
import { adjusted, compareTable } from "./disparity-rows.js";
import { distributionTables } from "./drift/distribution-rows.js";
import { exclusionRows } from "./exclusion-rows.js";
import { explanationTables } from "./explanation-rows.js";
import { type EstimatedTable, groupRows } from "./group-rows.js";
import { type HiddenReason, hiddenGroups } from "./hidden-groups.js";
import { jointRows } from "./joint-rows.js";
import { attributeSets, type ModelTables, modelTables } from "./model-tables.js";
import { neighbourTables } from "./neighbour-rows.js";
import { planCompatibility } from "./plan-compatibility.js";
import { planGates } from "./plan-gates.js";
import { type PlannedMetric, planMetrics } from "./plan-metrics.js";
import { countTable, populationRows } from "./population.js";
import { type Reference, referenceGroups } from "./reference-groups.js";
import { notShrunken, shrunkenRows } from "./shrunken-rows.js";
import { reversals } from "./simpson.js";
import { attributeRecords, dataRecord, modelRecords, suiteRecord } from "./suite-record.js";
import { transferTables } from "./transfer-rows.js";
import { warningsOf } from "./warnings.js";
import { worstCaseRows } from "./worst-case-rows.js";

export interface FindingsOptions {
  readonly seed: number;
  readonly toolVersion: string;
  /** Distributions of the baseline, of this run's models under their ids here: their bins are taken. */
  readonly baseline?: readonly DistributionRow[] | undefined;
}

/**
 * From counts to everything of a record but its verdicts: estimates per group, comparisons between groups, and the facts a reader
 * needs. Groups of too few people are hidden here, before anything is compared, and what is left does not give them away.
 * @throws Failure (usage) where the suite asks for what the data cannot answer
 */
export function findings(
  suite: SuiteContent,
  measured: Measured,
  { seed, toolVersion, baseline = [] }: FindingsOptions,
): Findings {
  const plans = planMetrics(suite, measured.models);
  const reproduced = planCompatibility(suite, measured.models);
  const models = modelTables(suite, measured, plans, seed);
  const { tables, material } = models[0] as ModelTables;
  const references = referenceGroups(suite, tables, material.counts.cells.n);
  const plan = planGates(suite, attributeSets(suite).map(joinNames), gatedModels(models, plans));
  const hidden = hiddenGroups(models, suite.suppressBelow);
  const population = populationRows(material, tables, suite.dataset.label !== undefined, hidden);
  const rows = figures(suite, models, hidden, references);
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
    ...rows,
    ...compatibilityTables(reproduced, models, measured.models, hidden, references),
    ...explanationTables(measured, hidden),
    ...neighbourTables(measured, hidden),
    ...transferTables(measured),
    ...keptTable(measured),
    ...distributionTables({ suite, measured, models, hidden, baseline }),
    exclusions: exclusionRows(measured.exclusions, population, suite.suppressBelow),
    plan,
    warnings: [
      ...warningsOf(suite, measured, models, population),
      ...reversals(rows.disparities),
      ...notShrunken(rows.correlations),
    ],
  };
}

const gatedModels = (models: readonly ModelTables[], plans: readonly (readonly PlannedMetric[])[]) =>
  models.map(({ id, material }, m) => ({
    id,
    material,
    plan: plans[m] as readonly PlannedMetric[],
    classes: material.counts.cells.classes,
  }));

/** Group values, comparisons, correlations, shrunken rates and worst cases: every metric of every model on every table. */
function figures(
  suite: SuiteContent,
  models: readonly ModelTables[],
  hidden: HiddenReason,
  references: ReadonlyMap<string, Reference>,
) {
  const alpha = 1 - suite.confidence;
  const hasLabel = suite.dataset.label !== undefined;
  const joint = jointRows();
  const parts = models.flatMap(({ id, material, tables, views }) => {
    const counts = tables.map((table) => countTable(material, table, hasLabel));
    const rolled = tables.map(rolledUp(material));
    const shown = tables.map((table) => shownPart(table, hidden));
    return views.flatMap((whole) =>
      tables.map((table, t) => {
        const { material: few, ...of } = rolled[t] as RolledUp;
        const [view, split] = [of.view(whole), shown[t]!(of.split(splitOf(table, material, whole)))];
        const values = estimates(view, few, split);
        const estimated: EstimatedTable = { model: id, view, table, split, estimates: values, counts: counts[t] ?? [] };
        const groups = groupRows(estimated, hidden, alpha);
        const compared = compareTable(estimated, { material: few, hidden, references, alpha });
        joint.add(estimated, few, compared.compared);
        return {
          groups,
          rows: compared.rows,
          correlations: compared.correlations,
          shrunken: shrunkenRows(groups, compared.correlations, alpha),
          worstCase: isRate(view.metric) ? worstCaseRows(groups) : [],
        };
      }),
    );
  });
  return {
    groups: parts.flatMap(({ groups }) => groups),
    disparities: adjusted([...parts.flatMap(({ rows }) => rows), ...joint.rows()]),
    correlations: parts.flatMap(({ correlations }) => correlations),
    shrunken: parts.flatMap(({ shrunken }) => shrunken),
    worst_case: parts.flatMap(({ worstCase }) => worstCase),
  };
}

/**
 * A table's split without its hidden groups: what is pooled over groups, such as how alike the rows of one unit are, is then
 * pooled over those that are shown, and no figure but those of everybody has anything of a hidden one.
 */
function shownPart({ attribute, stratum, groups }: GroupTable, hidden: HiddenReason): (split: Split) => Split {
  const isHidden = groups.map(({ name }) => hidden(attribute, stratum, name) !== null);
  if (!isHidden.includes(true)) return (split) => split;
  return (split) => regrouped(split, split.size, (group) => (isHidden[group] === true ? -1 : group));
}

/** Whether a value is a share of rows that does not depend on the other rows. */
const isRate = ({ kind }: MetricView["metric"]): boolean => kind === "rate" || kind === "deferral";

/** What was kept of the rows, where something was. */
const keptTable = ({ kept }: Measured): Pick<Findings, "kept"> =>
  kept === undefined ? {} : { kept: kept.map(({ content, keyId }) => ({ content, key_id: keyId })) };

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
