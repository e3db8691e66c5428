import type { PairedCell, PairedGroup, PairedModels } from "../../src/core/paired.js";

/** A row with its groups (attribute and group; everybody stands for itself) and what two models said of it. */
export interface PairRow {
  readonly groups: readonly (readonly [attribute: string, group: string])[];
  readonly label: string | null;
  readonly before: string | null;
  readonly now: string | null;
  readonly unit: string;
}

export const pairedCell = (label: string | null, before: string | null, now: string | null, n: number): PairedCell => ({
  label,
  // biome-ignore lint/suspicious/noThenProperty: what was predicted then, and now
  then: before,
  now,
  n,
});

const compare = (a: string | null, b: string | null): number =>
  a === b ? 0 : a === null ? 1 : b === null ? -1 : a < b ? -1 : 1;

function byUnit(rows: readonly PairRow[]): Map<string, PairRow[]> {
  const units = new Map<string, PairRow[]>();
  for (const row of rows) units.set(row.unit, [...(units.get(row.unit) ?? []), row]);
  return units;
}

/** The counts of a group by a plain loop over its rows. */
function groupOf(attribute: string | null, group: string | null, rows: readonly PairRow[]): PairedGroup {
  const cells: PairedCell[] = [];
  const placeOf = (row: PairRow): number =>
    cells.findIndex((cell) => cell.label === row.label && cell.then === row.before && cell.now === row.now);
  for (const row of rows) {
    if (placeOf(row) < 0)
      cells.push(
        pairedCell(
          row.label,
          row.before,
          row.now,
          rows.filter((other) => other.label === row.label && other.before === row.before && other.now === row.now)
            .length,
        ),
      );
  }
  cells.sort((a, b) => compare(a.label, b.label) || compare(a.then, b.then) || compare(a.now, b.now));
  const units = byUnit(rows);
  if (units.size === rows.length) return { attribute, group, cells, profiles: null };
  const profiles = new Map<string, number>();
  for (const own of units.values()) {
    const counts = cells.map(() => 0);
    for (const row of own) counts[placeOf(row)]! += 1;
    const key = JSON.stringify(counts);
    profiles.set(key, (profiles.get(key) ?? 0) + 1);
  }
  return {
    attribute,
    group,
    cells,
    profiles: [...profiles].map(([key, count]) => ({ rows: JSON.parse(key) as number[], units: count })),
  };
}

/** What `countPairs` has to give, in whatever order of groups and profiles. */
export function plainPairs(rows: readonly PairRow[]): PairedGroup[] {
  const named = new Map(rows.flatMap(({ groups }) => groups.map((group) => [JSON.stringify(group), group] as const)));
  return [
    groupOf(null, null, rows),
    ...[...named.values()].map(([attribute, group]) =>
      groupOf(
        attribute,
        group,
        rows.filter((row) => row.groups.some(([a, g]) => a === attribute && g === group)),
      ),
    ),
  ];
}

/** Attributes of which some unit has rows in several groups; for attributes whose groups do not overlap. */
export function plainAcross(rows: readonly PairRow[], attributes: readonly string[]): string[] {
  const groupIn = (row: PairRow, attribute: string) => row.groups.find(([a]) => a === attribute)?.[1];
  return attributes.filter((attribute) =>
    [...byUnit(rows).values()].some((own) => new Set(own.map((row) => groupIn(row, attribute))).size > 1),
  );
}

/** Groups and profiles in one order, for comparison. */
export const inOneOrder = (groups: PairedModels["groups"]): unknown[] =>
  groups
    .map((group) => ({
      ...group,
      profiles: group.profiles?.map((profile) => JSON.stringify(profile)).toSorted() ?? null,
    }))
    .toSorted((a, b) => compare(JSON.stringify([a.attribute, a.group]), JSON.stringify([b.attribute, b.group])));
