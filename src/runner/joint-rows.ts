import { groupedBy } from "../core/grouped-by.js";
import { type DistributionDisparity, disparities } from "../disparities/index.js";
import {
  type Comparable,
  compareCounts,
  compareDistributions,
  compareJoint,
  compareStrata,
  comparesBy,
  type DisparityEstimate,
  groupEntries,
  jointMetrics,
  type Material,
  type MetricTable,
} from "../inference/index.js";
import { knownGroups, placed, type UnadjustedRow } from "./disparity-rows.js";
import type { EstimatedTable } from "./group-rows.js";

/** One metric's table as it was compared, with the cells that it was counted from. */
interface ComparedTable extends Pick<EstimatedTable, "model" | "view" | "table" | "split"> {
  readonly material: Material;
  readonly compared: Comparable;
}

const needed = jointMetrics(disparities);

/** Collects what is compared over several metrics or strata, table by table; everything else need not be kept. */
export function jointRows() {
  const kept: ComparedTable[] = [];
  const add = (estimated: EstimatedTable, material: Material, compared: Comparable | null): void => {
    const { model, view, table, split } = estimated;
    const inStrata = material.counts.cells.strata.length > 0 && isStratified(view.metric);
    if (compared === null || (!needed.has(view.metric.name) && !inStrata)) return;
    kept.push({ model, view, table, split, material, compared });
  };
  const rows = (): UnadjustedRow[] => [
    ...kept.flatMap((one) => strataRows(one, kept)),
    ...tablesOf(kept).flatMap(ofTable),
  ];
  return { add, rows };
}

const isStratified = (metric: Comparable["metric"]): boolean =>
  disparities.some((disparity) => disparity.kind === "stratified" && comparesBy(metric, disparity));

/** Tables of several metrics put together that are of one model, attribute and stratum. */
const tablesOf = (kept: readonly ComparedTable[]): ComparedTable[][] => [
  ...groupedBy(kept, ({ model, table }) => JSON.stringify([model, table.attribute, table.stratum])).values(),
];

/** Disparities over several metrics on one table. */
function ofTable(parts: readonly ComparedTable[]): UnadjustedRow[] {
  const [first] = parts as [ComparedTable];
  const { attribute, stratum } = first.table;
  const place = { model: first.model, metric: null, attribute: attribute as string, stratum };
  const metrics = parts.map(({ view, compared }): MetricTable => ({ class: view.class, table: compared }));
  const joint = compareJoint(metrics, disparities);
  const counted = areCounted(parts) ? compareCounts(countsTable(partOf(parts, "selection_rate")!), disparities) : [];
  const distributed = distributions.flatMap((disparity) => distributionRows(parts, disparity));
  return [
    ...joint.map(({ class: of, ...row }) => placed({ ...place, class: of }, row)),
    ...[...counted, ...distributed].map((row) => placed({ ...place, class: null }, row)),
  ];
}

const distributions = disparities.filter((disparity) => disparity.kind === "distribution");

/** Comparisons of the groups' scores; none where one of the metrics that stand with them is not computed, or is one per class. */
function distributionRows(parts: readonly ComparedTable[], disparity: DistributionDisparity): DisparityEstimate[] {
  const needed = disparity.metrics.map((name) => partOf(parts, name));
  const scored = needed.find((part) => part !== undefined && part.view.scores !== null);
  if (scored === undefined || needed.some((part) => part?.view.class !== null)) return [];
  const { view, split, table, compared, material } = scored;
  if (view.scores === null || split.scores === null) return [];
  const place = placesOf(table);
  const group = split.scores.map((of) => (of < 0 ? -1 : place[of]!));
  const { groups } = groupEntries(view.scores, group, compared.groups.length);
  const { weighted, clustered } = material;
  const dependent = weighted || clustered;
  return compareDistributions({ table: compared, entries: groups, weighted, dependent }, [disparity]);
}

/** Disparities of the counts need both what is predicted and what is true. */
const areCounted = (parts: readonly ComparedTable[]): boolean =>
  ["selection_rate", "prevalence"].every((name) => partOf(parts, name) !== undefined);

const partOf = (parts: readonly ComparedTable[], metric: string): ComparedTable | undefined =>
  parts.find(({ view }) => view.metric.name === metric);

function countsTable({ table, split, compared, material }: ComparedTable) {
  const place = placesOf(table);
  const cellGroup = split.cells.map((group) => (group < 0 ? -1 : (place[group] as number)));
  return { table: compared, material, cellGroup };
}

/** Of each group of a table its place among those that are compared; -1: rows whose group is not known. */
function placesOf(table: EstimatedTable["table"]): Int32Array {
  const place = new Int32Array(table.groups.length).fill(-1);
  for (const [i, g] of knownGroups(table).entries()) place[g] = i;
  return place;
}

/** Comparisons within the suite's strata, beside those of all rows. */
function strataRows(whole: ComparedTable, kept: readonly ComparedTable[]): UnadjustedRow[] {
  const { model, view, table, material, compared } = whole;
  if (table.stratum !== null) return [];
  const within = kept.flatMap((one) =>
    one.model === model &&
    one.view.metric.name === view.metric.name &&
    one.view.class === view.class &&
    one.table.attribute === table.attribute &&
    one.table.stratum !== null
      ? [{ stratum: one.table.stratum, table: one.compared }]
      : [],
  );
  const place = { model, metric: view.metric.name, attribute: table.attribute as string, class: view.class };
  const dependent = material.weighted || material.clustered;
  return compareStrata(compared, within, disparities, { dependent }).map((row) =>
    placed({ ...place, stratum: null }, row),
  );
}
