import { disparities } from "../disparities/index.js";
import { type Comparable, compareGroups, correlations, estimates, type Material, restOf } from "../inference/index.js";
import type { DisparityRow, RunRecord } from "../record/run-record.js";
import { benjaminiHochberg } from "../stats/index.js";
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
type UnadjustedRow = Omit<DisparityRow, "p_adjusted">;

/** Comparisons of the groups of one table, and correlations of their estimates. Everybody together is compared with nobody. */
export function compareTable(
  estimated: EstimatedTable,
  comparison: Comparison,
): { rows: UnadjustedRow[]; correlations: CorrelationRow[] } {
  const { view, table, model } = estimated;
  const { attribute } = table;
  if (attribute === null) return { rows: [], correlations: [] };
  const place = { model, metric: view.metric.name, attribute, class: view.class, stratum: table.stratum };
  const pairs = correlations(view, comparison.material, estimated.split);
  const rows = compareGroups(comparable(estimated, pairs, comparison), disparities).map(
    (row): UnadjustedRow => ({ ...place, ...row }),
  );
  const isShown = (g: number) => comparison.hidden(attribute, table.stratum, table.groups[g]?.name ?? null) === null;
  const shown = pairs.filter(({ a, b }) => isShown(a) && isShown(b));
  return {
    rows,
    correlations: shown.map(({ a, b, correlation }) => ({
      ...place,
      group: table.groups[a]?.name as string,
      other: table.groups[b]?.name as string,
      correlation,
    })),
  };
}

function comparable(
  estimated: EstimatedTable,
  pairs: ReturnType<typeof correlations>,
  comparison: Comparison,
): Comparable {
  const { view, table } = estimated;
  const { material, references, alpha } = comparison;
  const known = table.groups.flatMap(({ unknown }, g) => (unknown ? [] : [g]));
  const isHidden = table.groups.map(({ name }) => comparison.hidden(table.attribute, table.stratum, name) !== null);
  const correlationOf = new Map(
    pairs.flatMap(
      ({ a, b, correlation }) =>
        [
          [`${a},${b}`, correlation],
          [`${b},${a}`, correlation],
        ] as [string, number][],
    ),
  );
  const referenceName = references.get(table.attribute as string)?.group ?? "";
  const reference = known.findIndex((g) => table.groups[g]?.name === referenceName);
  return {
    metric: view.metric,
    groups: known.map((g) => ({
      name: table.groups[g]?.name as string,
      estimate: estimated.estimates[g] as EstimatedTable["estimates"][number],
      hidden: isHidden[g] as boolean,
    })),
    reference: reference < 0 ? null : reference,
    referenceName,
    rest: isHidden.includes(true) ? null : (index) => againstOthers(known[index] as number, estimated, material),
    correlation: (i, j) => correlationOf.get(`${known[i]},${known[j]}`) ?? 0,
    alpha,
  };
}

/** Everybody known but one group, and how its estimate goes together with theirs. */
function againstOthers(group: number, { view, table, split }: EstimatedTable, material: Material) {
  const rest = restOf(split, group, (other) => table.groups[other]?.unknown === true);
  const [estimate] = estimates(view, material, rest);
  const both = Int32Array.from(rest.cells, (of, i) => (of === 0 ? 1 : split.cells[i] === group ? 0 : -1));
  const [pair] = correlations(view, material, { size: 2, cells: both, scores: null });
  return { estimate: estimate as EstimatedTable["estimates"][number], correlation: pair?.correlation ?? 0 };
}

/** The table of disparities with Benjamini–Hochberg's p over all of it: they were looked at together. */
export function adjusted(rows: readonly UnadjustedRow[]): DisparityRow[] {
  const tested = rows.filter(({ p }) => p !== null);
  const p = benjaminiHochberg(tested.map((row) => row.p as number));
  const adjustedOf = new Map(tested.map((row, i) => [row, p[i] as number]));
  return rows.map((row) => ({ ...row, p_adjusted: adjustedOf.get(row) ?? null }));
}
