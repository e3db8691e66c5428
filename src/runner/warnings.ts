import { splitNames, unknownGroup } from "../core/groups.js";
import type { Measured, Warning } from "../core/measured.js";
import { binnedAreaError, splitOf } from "../inference/index.js";
import type { PopulationRow } from "../record/run-record.js";
import type { SuiteContent } from "../suite/suite.js";
import type { ModelTables } from "./model-tables.js";

/** Cautions that follow from the suite and the counts, after those of the reading; none of them names a hidden group's size. */
export function warningsOf(
  suite: SuiteContent,
  measured: Measured,
  models: readonly ModelTables[],
  population: readonly PopulationRow[],
): Warning[] {
  const inMemory = suite.file === "";
  const hidden = new Set(
    population
      .filter(({ status }) => status === "suppressed")
      .map(({ attribute, group }) => `${attribute}\u0000${group}`),
  );
  return [
    ...measured.warnings.filter(({ values }) => !hidden.has(`${values.attribute}\u0000${values.group}`)),
    ...(suite.dataset.lock === undefined && !inMemory ? [{ code: "data_not_pinned", values: {} }] : []),
    ...unitWarnings(suite, measured, models),
    ...smallGroups(suite, population),
    ...suppressedGroups(suite, population),
    ...models.flatMap((model) => binnedScores(model, population)),
    ...models.flatMap(binnedValues),
    ...models.flatMap(classScoresOutside),
    ...placesForAll(models),
  ];
}

/** Whether people can stand in several rows is for the suite to say. */
function unitWarnings(suite: SuiteContent, { data }: Measured, models: readonly ModelTables[]): Warning[] {
  const { unit, count } = suite.dataset;
  if (unit === undefined) return count === undefined ? [{ code: "unit_not_named", values: {} }] : [];
  const repeated = models.some(({ material }) => material.clustered);
  return repeated ? [{ code: "rows_per_unit", values: { unit, rows: data.rowsKept, units: data.units ?? 0 } }] : [];
}

/** Shown groups that are smaller than the suite wants them: by name, and combinations, which may be many, by number. */
function smallGroups({ minGroup, attributes }: SuiteContent, population: readonly PopulationRow[]): Warning[] {
  const combinations = new Map<string, number>();
  const named = population.flatMap(({ attribute, group, stratum, n }) => {
    const known = attribute !== null && group !== null && !splitNames(group).includes(unknownGroup);
    if (!known || stratum !== null || n === null || n >= minGroup) return [];
    if (attributes.some(({ name }) => name === attribute)) {
      return [{ code: "small_group", values: { attribute, group, n, min_group: minGroup } }];
    }
    combinations.set(attribute, (combinations.get(attribute) ?? 0) + 1);
    return [];
  });
  const counted = [...combinations].map(([attribute, groups]) => ({
    code: "small_combinations",
    values: { attribute, groups, min_group: minGroup },
  }));
  return [...named, ...counted];
}

function suppressedGroups({ suppressBelow }: SuiteContent, population: readonly PopulationRow[]): Warning[] {
  const counts = new Map<string, number>();
  for (const { attribute, stratum, status } of population) {
    if (attribute !== null && stratum === null && status === "suppressed")
      counts.set(attribute, (counts.get(attribute) ?? 0) + 1);
  }
  return [...counts].map(([attribute, groups]) => ({
    code: "suppressed_groups",
    values: { attribute, groups, below: suppressBelow },
  }));
}

/** How far binning the scores can have moved an area under the ROC curve, of those that are shown. */
function binnedScores({ id, material, tables, views }: ModelTables, population: readonly PopulationRow[]): Warning[] {
  const { scores } = material.counts;
  const view = views.find((one) => one.scores !== null && one.scores === scores);
  if (scores === null || scores.bins === null || view === undefined) return [];
  const shown = new Set(population.flatMap((row) => (row.status === "ok" ? [placeOf(row)] : [])));
  const errors = tables.map((table) => {
    const isShown = table.groups.map((group) => shown.has(placeOf({ ...table, group: group.name })));
    const split = splitOf(table, material, view).scores as Int32Array;
    const left = split.map((group) => (isShown[group] === true ? group : -1));
    return binnedAreaError(scores, left, table.groups.length);
  });
  return [{ code: "binned_scores", values: { model: id, bins: scores.bins, largest_error: Math.max(0, ...errors) } }];
}

/** How far binning predicted and true numbers can have moved the difference of the two in any row. */
function binnedValues({ id, material: { counts } }: ModelTables): Warning[] {
  const { values } = counts;
  if (values === null || values.bins === null) return [];
  const error = halfBin(values.score, values.bins) + halfBin(values.label, values.bins);
  return [{ code: "binned_values", values: { model: id, bins: values.bins, largest_error: error } }];
}

/** Half the width of a bin; the lowest and the highest number lie in the first and the last one, and centres stand for their bins. */
function halfBin(centres: Float64Array, bins: number): number {
  const known = centres.filter((centre) => !Number.isNaN(centre));
  const [low, high] = [
    known.reduce((a, b) => Math.min(a, b), known[0] ?? 0),
    known.reduce((a, b) => Math.max(a, b), known[0] ?? 0),
  ];
  return (high - low) / (2 * (bins - 1));
}

/** Scores of classes may have any scale, as only the highest decides; what reads them as probabilities then has no value. */
function classScoresOutside({ id, material: { counts } }: ModelTables): Warning[] {
  const isOutside = counts.classScores?.some((scores) => scores?.score.some((score) => score < 0 || score > 1));
  return isOutside ? [{ code: "class_scores_outside", values: { model: id } }] : [];
}

/** Where there are as many places as rows, everybody has one, and being among them says nothing. */
function placesForAll(models: readonly ModelTables[]): Warning[] {
  return models.flatMap(({ id, material, views }) => {
    const rows = material.counts.cells.n.reduce((sum, n) => sum + n, 0);
    return views.flatMap(({ metric }) =>
      metric.kind === "ranking" && metric.places !== undefined && metric.places >= rows
        ? [{ code: "places_for_all", values: { model: id, metric: metric.name, places: metric.places, rows } }]
        : [],
    );
  });
}

const placeOf = ({ attribute, stratum, group }: Pick<PopulationRow, "attribute" | "stratum" | "group">): string =>
  JSON.stringify([attribute, stratum, group]);
