import type { Confusion } from "../core/confusion.js";
import type { CountsDisparity, Disparity, PairedDisparity } from "../disparities/index.js";
import { notBelowZero, writtenInterval } from "../stats/index.js";
import { type CellFigure, cellEvidence, entrySums } from "./cell-bootstrap.js";
import { type Comparable, type DisparityEstimate, noValue, withInterval, worstStatus } from "./compare-groups.js";
import type { Material } from "./material.js";
import { decidedQuadrants, quadrants } from "./quadrants.js";

/** The groups of one table with their cells. */
export interface CountsTable {
  /** Of a metric of the same rows, such as the selection rate. */
  readonly table: Comparable;
  readonly material: Material;
  /** Index into the groups of `table` of each cell; -1: none of them. */
  readonly cellGroup: Int32Array;
}

const dependentRows = "no interval that holds its level with weights, or with several rows per unit";

/** Disparities of the confusion counts between the groups of one table; of binary labels and predictions only. */
export function compareCounts(counted: CountsTable, disparities: readonly Disparity[]): DisparityEstimate[] {
  const { table, material } = counted;
  if (table.groups.length < 2 || material.counts.cells.classes.length > 2) return [];
  const sums = countsOf(counted);
  return disparities.flatMap((disparity) => {
    if (disparity.kind === "counts") return [ofCounts(counted, sums, disparity)];
    return disparity.kind === "paired" ? againstReference(counted, sums, disparity) : [];
  });
}

/** [tp, fp, fn, tn] of each group that is shown and has rows, and where each cell belongs among them. */
interface Counts {
  /** Places of these groups in the table. */
  readonly groups: readonly number[];
  readonly place: Int32Array;
  readonly values: Float64Array;
}

function countsOf({ table, material, cellGroup }: CountsTable): Counts {
  const groups = table.groups.flatMap(({ hidden, estimate }, g) => (hidden || estimate.status !== "ok" ? [] : [g]));
  const position = new Map(groups.map((g, i) => [g, i]));
  const quadrant = decidedQuadrants(quadrants(material.counts.cells, { kind: "class", index: 1 }));
  const place = cellGroup.map((group, cell) => {
    const at = position.get(group);
    return at === undefined || quadrant[cell]! < 0 ? -1 : 4 * at + quadrant[cell]!;
  });
  const values = new Float64Array(4 * groups.length);
  const { n, w } = material.counts.cells;
  const sizes = material.weighted ? w : n;
  for (const [cell, at] of place.entries()) if (at >= 0) values[at]! += sizes[cell]!;
  return { groups, place, values };
}

function ofCounts(
  { table, material }: CountsTable,
  { groups, place, values }: Counts,
  disparity: CountsDisparity,
): DisparityEstimate {
  const { status, reason } = worstStatus(table.groups);
  const common = { disparity: disparity.name, group: null, reference: null, ...withInterval(noValue) };
  if (groups.length < 2) return { ...common, status, reason };
  const value = disparity.of(values);
  if (value === null) return { ...common, status: "not_estimable", reason: reason ?? disparity.empty };
  const figure: CellFigure = {
    name: disparity.name,
    size: values.length,
    place,
    range: disparity.range,
    of: (entries) => disparity.of(entries),
  };
  const found = evidenceOf(disparity, figure, material, values);
  const p = found.evidence === null ? null : (disparity.zeroP?.(values) ?? null);
  return {
    ...common,
    status,
    value,
    ...writtenInterval(found.evidence, table.alpha),
    p,
    reason: reason ?? found.reason,
  };
}

function evidenceOf(disparity: CountsDisparity, figure: CellFigure, material: Material, values: Float64Array) {
  const dependent = material.weighted || material.clustered;
  if (disparity.zeroP !== undefined && dependent) return { evidence: null, reason: dependentRows };
  const split = { size: 1, cells: figure.place.map((at) => (at < 0 ? -1 : 0)), scores: null };
  const [found] = cellEvidence(figure, material, split, entrySums(material, split, figure));
  if (found === undefined || found.evidence === null || disparity.zeroP === undefined)
    return found ?? { evidence: null, reason: null };
  return { evidence: notBelowZero(found.evidence, disparity.zeroP(values)), reason: null };
}

function againstReference(counted: CountsTable, counts: Counts, disparity: PairedDisparity): DisparityEstimate[] {
  const { table } = counted;
  return table.groups.flatMap((_, group) =>
    group === table.reference ? [] : [ofPair(counted, counts, disparity, group)],
  );
}

function ofPair(
  { table, material }: CountsTable,
  counts: Counts,
  disparity: PairedDisparity,
  group: number,
): DisparityEstimate {
  const { referenceName, reference, groups, alpha } = table;
  const one = groups[group] as Comparable["groups"][number];
  const other = reference === null ? undefined : groups[reference];
  const names = { disparity: disparity.name, group: one.name, reference: referenceName, ...withInterval(noValue) };
  if (other === undefined)
    return { ...names, status: "not_estimable", reason: `the reference group ${referenceName} has no rows here` };
  const { status, reason } = worstStatus([one, other]);
  if (status !== "ok") return { ...names, status, reason };
  const outcome = disparity.of(confusionAt(counts, group), confusionAt(counts, reference as number));
  if (outcome === null) return { ...names, status: "not_estimable", reason: disparity.empty };
  const dependent = material.weighted || material.clustered;
  const interval = writtenInterval(dependent ? null : outcome.evidence, alpha);
  return { ...names, value: outcome.value, ...interval, status, reason: dependent ? dependentRows : null };
}

function confusionAt({ groups, values }: Counts, group: number): Confusion {
  const at = 4 * groups.indexOf(group);
  return { tp: values[at]!, fp: values[at + 1]!, fn: values[at + 2]!, tn: values[at + 3]! };
}
