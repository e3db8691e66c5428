import { disparities } from "../disparities/index.js";
import {
  type Comparable,
  type Correlation,
  compareGroups,
  correlations,
  type DisparityEstimate,
  type Material,
  restOfGroups,
} from "../inference/index.js";
import type { DisparityRow, RunRecord } from "../record/run-record.js";
import { benjaminiHochberg } from "../stats/index.js";
import { uncorrelated } from "../stats/pair-limits.js";
import type { EstimatedTable } from "./group-rows.js";
import type { HiddenReason } from "./hidden-groups.js";
import type { Reference } from "./reference-groups.js";

type CorrelationRow = RunRecord["correlations"][number];

/** What comparisons need beside the estimates. */
export interface Comparison {
  readonly material: Material;
  readonly hidden: HiddenReason;
  readonly references: ReadonlyMap<string, Reference>;
  readonly alpha: number;
}

/** A row without its place among all p-values. */
export type UnadjustedRow = Omit<DisparityRow, "p_adjusted">;

/** Comparisons of the groups of one table, and correlations of their estimates. Everybody together is compared with nobody. */
export function compareTable(
  estimated: EstimatedTable,
  comparison: Comparison,
): { rows: UnadjustedRow[]; correlations: CorrelationRow[]; compared: Comparable | null } {
  const { view, table, model } = estimated;
  const { attribute } = table;
  if (attribute === null) return { rows: [], correlations: [], compared: null };
  const place = { model, metric: view.metric.name, attribute, class: view.class, stratum: table.stratum };
  const pairs = correlations(view, comparison.material, estimated.split);
  const compared = comparable(estimated, pairs, comparison);
  const rows = table.tag === null ? compareGroups(compared, disparities) : tagRows(table.tag, compared);
  const isShown = (g: number) =>
    table.groups[g]?.rest === false &&
    comparison.hidden(attribute, table.stratum, table.groups[g]?.name ?? null) === null;
  const shown = pairs.filter(({ a, b }) => isShown(a) && isShown(b));
  return {
    compared: table.tag === null ? compared : null,
    rows: rows.map((row) => placed(place, row)),
    correlations: shown.map(({ a, b, correlation }) => ({
      ...place,
      group: table.groups[a]?.name as string,
      other: table.groups[b]?.name as string,
      correlation,
    })),
  };
}

const againstRest = disparities.filter((disparity) => disparity.kind === "pair" && disparity.against === "rest");

/** Groups that overlap are compared with everybody without the tag only; what these bounds follow from is kept for gates. */
function tagRows(tag: string, compared: Comparable): DisparityEstimate[] {
  const place = compared.groups.findIndex(({ name }) => name === tag);
  const rest = compared.rest?.(place).estimate.evidence ?? null;
  return compareGroups(compared, againstRest)
    .filter(({ group }) => group === tag)
    .map((row) => ({ ...row, basis: row.interval === null || rest?.interval !== "wilson" ? null : rest.basis }));
}

/** A comparison as a row of the record. */
export const placed = (
  place: Pick<DisparityRow, "model" | "metric" | "attribute" | "class" | "stratum">,
  { basis, reversed_strata, ...row }: DisparityEstimate,
): UnadjustedRow => ({
  ...place,
  ...row,
  basis: basis === null ? null : [...basis],
  reversed_strata: reversed_strata === null ? null : [...reversed_strata],
});

/** Places in a table of the groups that are compared: all but the one of rows whose group is not known. */
export const knownGroups = ({ groups }: EstimatedTable["table"]): number[] =>
  groups.flatMap(({ unknown }, g) => (unknown ? [] : [g]));

function comparable(estimated: EstimatedTable, pairs: readonly Correlation[], comparison: Comparison): Comparable {
  const { view, table, split } = estimated;
  const { material, references, alpha } = comparison;
  const known = knownGroups(table);
  const isHidden = table.groups.map(({ name }) => comparison.hidden(table.attribute, table.stratum, name) !== null);
  const referenceName = references.get(table.attribute as string)?.group ?? "";
  const reference = known.findIndex((g) => table.groups[g]?.name === referenceName);
  const rest = restOfGroups(view, material, split, (g) => table.groups[g]?.unknown === true);
  return {
    metric: view.metric,
    groups: known.map((g) => ({
      name: table.groups[g]?.name as string,
      estimate: estimated.estimates[g] as EstimatedTable["estimates"][number],
      hidden: isHidden[g] as boolean,
    })),
    reference: reference < 0 ? null : reference,
    referenceName,
    rest: isHidden.includes(true) ? null : remembered((index) => rest(known[index] as number)),
    correlation: pairs.length === 0 ? uncorrelated : correlationAt(pairs, known, table.groups.length),
    alpha,
  };
}

function correlationAt(
  pairs: readonly Correlation[],
  known: readonly number[],
  size: number,
): Comparable["correlation"] {
  const found = new Map(pairs.map(({ a, b, correlation }) => [a * size + b, correlation]));
  return (i, j) => {
    const [a, b] = [known[i] as number, known[j] as number];
    return found.get(Math.min(a, b) * size + Math.max(a, b)) ?? 0;
  };
}

/** Several disparities ask for the same group. */
function remembered<T>(of: (index: number) => T): (index: number) => T {
  const known = new Map<number, T>();
  return (index) => {
    if (!known.has(index)) known.set(index, of(index));
    return known.get(index) as T;
  };
}

/** The table of disparities with Benjamini–Hochberg's p over all of it: they were looked at together. */
export function adjusted(rows: readonly UnadjustedRow[]): DisparityRow[] {
  const tested = rows.filter(({ p }) => p !== null);
  const p = benjaminiHochberg(tested.map((row) => row.p as number));
  const adjustedOf = new Map(tested.map((row, i) => [row, p[i] as number]));
  return rows.map((row) => ({ ...row, p_adjusted: adjustedOf.get(row) ?? null }));
}
