import { compareGroups, splitNames, unknownGroup } from "../core/groups.js";
import type { Language } from "../core/languages.js";
import type { AttributeRow, GroupRow, PopulationRow, RunRecord } from "../record/run-record.js";

/** Place of a group among those of its attribute. */
type Rank = (attribute: string, group: string) => number;

/** What a reader sees of a group, to sort by. */
function shownName({ labels }: AttributeRow, group: string, language: Language): string {
  const label = Object.hasOwn(labels, group) ? labels[group] : undefined;
  if (typeof label === "string") return label;
  return label?.[language] ?? label?.en ?? group;
}

/** Places by the language's alphabet; null for an attribute whose groups have an order of their own, such as bins. */
function placesOf(attribute: AttributeRow, language: Language): ReadonlyMap<string, number> | null {
  const { groups } = attribute;
  if (groups.some((group, at) => at > 0 && compareGroups(groups[at - 1] as string, group) > 0)) return null;
  const { compare } = new Intl.Collator(language, { numeric: true });
  const sorted = groups
    .filter((group) => group !== unknownGroup)
    .toSorted((a, b) => compare(shownName(attribute, a, language), shownName(attribute, b, language)));
  return new Map(sorted.map((group, at) => [group, at]));
}

function rankOf(attributes: readonly AttributeRow[], language: Language): Rank {
  const places = new Map(
    attributes.map((attribute) => [
      attribute.name,
      placesOf(attribute, language) ?? new Map(attribute.groups.map((group, at) => [group, at])),
    ]),
  );
  return (attribute, group) => places.get(attribute)?.get(group) ?? Number.MAX_SAFE_INTEGER;
}

/** Rows in the order of their groups, each block of rows that differ in the group alone where it was. */
function ordered<Row extends GroupRow | PopulationRow>(
  rows: readonly Row[],
  blockOf: (row: Row) => readonly (string | null)[],
  rank: Rank,
): Row[] {
  const blocks = new Map<string, number[]>();
  for (const [at, row] of rows.entries()) {
    if (row.attribute === null || row.group === null) continue;
    const key = JSON.stringify(blockOf(row));
    const block = blocks.get(key);
    if (block === undefined) blocks.set(key, [at]);
    else block.push(at);
  }
  const result = [...rows];
  for (const places of blocks.values()) {
    const names = splitNames((rows[places[0] as number] as Row).attribute ?? "");
    const ranksOf = (row: Row) => splitNames(row.group ?? "").map((part, at) => rank(names[at] ?? "", part));
    const sorted = places
      .map((at) => ({ row: rows[at] as Row, ranks: ranksOf(rows[at] as Row) }))
      .toSorted((a, b) => a.ranks.map((one, at) => one - (b.ranks[at] ?? 0)).find((apart) => apart !== 0) ?? 0);
    for (const [index, at] of places.entries()) result[at] = (sorted[index] as { row: Row }).row;
  }
  return result;
}

/**
 * A record with its groups in the order in which a reader of the language looks for their names (Intl.Collator), unknown last.
 * Records have them by code unit, the same on every machine; groups in another order than that keep it.
 */
export function inSpokenOrder(record: RunRecord, language: Language): RunRecord {
  const rank = rankOf(record.attributes, language);
  return {
    ...record,
    population: ordered(record.population, ({ attribute, stratum }) => [attribute, stratum], rank),
    groups: ordered(record.groups, (row) => [row.model, row.metric, row.attribute, row.class, row.stratum], rank),
  };
}
