import type { Exclusion } from "../core/measured.js";
import type { Findings, PopulationRow } from "../record/run-record.js";

/**
 * Rows left out, by reason, and by group where that gives no hidden group away: the groups of an attribute of which some are
 * not shown are listed under a reason only if those not listed have `below` rows or more there together, or all of them.
 */
export function exclusionRows(
  exclusions: readonly Exclusion[],
  population: readonly PopulationRow[],
  below: number,
): Findings["exclusions"] {
  const attributes = new Set(exclusions.flatMap(({ attribute }) => attribute ?? []));
  const hidden = new Map(
    [...attributes].map((attribute) => [attribute, hiddenOf(attribute, exclusions, population, below)]),
  );
  const rowsOf = (reason: string, keep: (row: Exclusion) => boolean) =>
    exclusions.filter((row) => row.reason === reason && keep(row)).reduce((sum, { rows }) => sum + rows, 0);
  return exclusions.filter(({ reason, attribute, group }) => {
    const notShown = attribute === null ? undefined : hidden.get(attribute);
    if (group === null || notShown === undefined || notShown.size === 0) return true;
    if (notShown.has(group)) return false;
    const total = rowsOf(reason, (row) => row.attribute === null);
    const listed = rowsOf(
      reason,
      (row) => row.attribute === attribute && row.group !== null && !notShown.has(row.group),
    );
    return total - listed >= below || listed === 0;
  });
}

/** Groups of an attribute that are not shown: those of the population table, and those of too few people of whom no row was kept. */
function hiddenOf(
  attribute: string,
  exclusions: readonly Exclusion[],
  population: readonly PopulationRow[],
  below: number,
): Set<string> {
  const rows = population.filter((row) => row.attribute === attribute && row.stratum === null);
  const suppressed = rows.filter(({ status }) => status === "suppressed").map(({ group }) => group as string);
  const kept = new Set(rows.filter(({ n }) => n !== 0).map(({ group }) => group));
  const left = new Map<string, number>();
  for (const row of exclusions) {
    if (row.attribute === attribute && row.group !== null && !kept.has(row.group))
      left.set(row.group, (left.get(row.group) ?? 0) + row.rows);
  }
  return new Set([...suppressed, ...[...left].filter(([, rows]) => rows < below).map(([group]) => group)]);
}
