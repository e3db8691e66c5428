import { compareGroups, splitTags } from "./groups.js";
import type { Exclusion, ExclusionReason } from "./measured.js";

/** Order in which reasons are tried: a row counts under the first that applies. */
export const exclusionReasons = [
  "filtered",
  "no_consent",
  "missing_time",
  "missing_label",
  "missing_unit",
  "missing_prediction",
] as const satisfies readonly ExclusionReason[];

/** Rows left out for one reason, of one group tuple. */
export interface ExcludedTally {
  readonly reason: ExclusionReason;
  /** Group names by attribute. */
  readonly groups: readonly string[];
  readonly rows: number;
}

/** Totals by reason, each followed by its rows per attribute and group; nothing where no row was left out. */
export function exclusionsOf(
  tallies: readonly ExcludedTally[],
  attributes: readonly { readonly name: string; readonly separator?: string | undefined }[],
): Exclusion[] {
  return exclusionReasons.flatMap((reason) => {
    const ours = tallies.filter((tally) => tally.reason === reason && tally.rows > 0);
    if (ours.length === 0) return [];
    const total = ours.reduce((sum, { rows }) => sum + rows, 0);
    const byGroup = attributes.flatMap(({ name: attribute, separator }, place) =>
      rowsByGroup(ours, place, separator !== undefined).map(([group, rows]) => ({ reason, attribute, group, rows })),
    );
    return [{ reason, attribute: null, group: null, rows: total }, ...byGroup];
  });
}

function rowsByGroup(
  tallies: readonly ExcludedTally[],
  place: number,
  isTagged: boolean,
): [group: string, rows: number][] {
  const rows = new Map<string, number>();
  for (const tally of tallies) {
    const level = tally.groups[place]!;
    for (const group of isTagged ? splitTags(level) : [level]) rows.set(group, (rows.get(group) ?? 0) + tally.rows);
  }
  return [...rows].sort(([a], [b]) => compareGroups(a, b));
}
