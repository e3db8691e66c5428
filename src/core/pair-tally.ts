import type { UnitProfiles } from "./cells.js";
import { compareGroups, joinNames, splitTags, unknownGroup } from "./groups.js";
import type { PairedCell, PairedGroup, PairedModels, UnitProfile } from "./paired.js";
import { ProfileTable } from "./profile-table.js";

/** Rows that share their groups and what two models said of them, as an engine counted them. Several tallies may be alike. */
export interface PairTally extends PairedCell {
  /** Group names by attribute; of an attribute whose groups overlap: its tags as one level. */
  readonly groups: readonly string[];
}

/** What the groups of a tally stand for, and which groups are wanted. */
export interface PairFrame {
  readonly attributes: readonly string[];
  /** By attribute: whether its groups overlap. */
  readonly tagged: readonly boolean[];
  /** Names of attributes: each set has groups of its own. Everybody comes first by itself. */
  readonly sets: readonly (readonly string[])[];
}

/** More numbers of units by cell are not handed over: 32 MB. */
export const mostProfileNumbers = 4_000_000;

/**
 * Adds up tallies to the cells of every group.
 * @param profiles units by their rows of each tally (`cell` is the tally's place); null: no two rows share a unit
 * @returns null where units and cells together make more than {@link mostProfileNumbers} numbers
 */
export function pairedGroups(
  tallies: readonly PairTally[],
  profiles: UnitProfiles | null,
  frame: PairFrame,
): Pick<PairedModels, "groups" | "unitsAcross"> | null {
  const kinds = kindsOf(tallies);
  const across: string[] = [];
  const groups: PairedGroup[] = [];
  let room = mostProfileNumbers;
  for (const names of [[], ...frame.sets]) {
    const split = splitBy(names, tallies, frame);
    const counted = countCells(tallies, kinds, split);
    const units = profiles === null ? null : profilesOf(profiles, kinds, split, counted);
    if (units?.across) across.push(joinNames(names));
    for (const [group, name] of split.names.entries()) {
      const { cells } = counted[group]!;
      const own = units?.tables[group] ?? null;
      room -= (own?.units.length ?? 0) * cells.length;
      if (room < 0) return null;
      const attribute = names.length === 0 ? null : joinNames(names);
      groups.push({ attribute, group: name, cells, profiles: own && dense(own, cells.length) });
    }
  }
  return { groups, ...(across.length > 0 ? { unitsAcross: across } : {}) };
}

/** What tallies have in common beside their groups, numbered in the order of cells. */
interface Kinds {
  readonly of: Int32Array;
  readonly cells: readonly Omit<PairedCell, "n">[];
}

function kindsOf(tallies: readonly PairTally[]): Kinds {
  const keyOf = ({ label, then, now }: PairTally): string => JSON.stringify([label, then, now]);
  const found = new Map(tallies.map((tally) => [keyOf(tally), tally]));
  const sorted = [...found].sort(([, a], [, b]) => byValues(a, b));
  const numbers = new Map(sorted.map(([key], number) => [key, number]));
  return {
    of: Int32Array.from(tallies, (tally) => numbers.get(keyOf(tally))!),
    cells: sorted.map(([, { label, then, now }]) => ({ label, then, now })),
  };
}

const byValues = (a: PairedCell, b: PairedCell): number =>
  compareValues(a.label, b.label) || compareValues(a.then, b.then) || compareValues(a.now, b.now);

/** By UTF-16 code units, the same on every machine; null last. */
function compareValues(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null || b === null) return a === null ? 1 : -1;
  return a < b ? -1 : 1;
}

/** The groups of one set of attributes. */
interface Split {
  readonly names: readonly (string | null)[];
  /** By tally: the places of its groups. */
  readonly groupsOf: readonly (readonly number[])[];
  /** Whether a row can be in several groups. */
  readonly overlaps: boolean;
}

function splitBy(names: readonly string[], tallies: readonly PairTally[], { attributes, tagged }: PairFrame): Split {
  const places = names.map((name) => attributes.indexOf(name));
  const overlaps = places.some((place) => tagged[place]);
  const levelsOf = ({ groups }: PairTally): string => JSON.stringify(places.map((place) => groups[place]));
  const levels = new Map(tallies.map((tally) => [levelsOf(tally), places.map((place) => tally.groups[place]!)]));
  const found = [...levels.values()].flatMap((parts) => (overlaps ? tagsOf(parts[0]!).map((tag) => [tag]) : [parts]));
  const sorted = found.sort(byParts).map((parts) => (parts.length === 0 ? null : joinNames(parts)));
  const unique = [...new Set(sorted)];
  const numbers = new Map(unique.map((name, number) => [name, number]));
  const numbersOf = new Map(
    [...levels].map(([key, parts]) => {
      const own = overlaps ? tagsOf(parts[0]!) : [parts.length === 0 ? null : joinNames(parts)];
      return [key, own.map((name) => numbers.get(name)!)];
    }),
  );
  return { names: unique, groupsOf: tallies.map((tally) => numbersOf.get(levelsOf(tally))!), overlaps };
}

const tagsOf = (level: string): string[] => (level === unknownGroup ? [unknownGroup] : splitTags(level));

function byParts(a: readonly string[], b: readonly string[]): number {
  for (const [place, part] of a.entries()) {
    const order = compareGroups(part, b[place]!);
    if (order !== 0) return order;
  }
  return 0;
}

/** One group's cells, and where each kind stands among them. */
interface GroupCells {
  readonly cells: readonly PairedCell[];
  readonly placeOf: ReadonlyMap<number, number>;
}

function countCells(tallies: readonly PairTally[], kinds: Kinds, { names, groupsOf }: Split): GroupCells[] {
  const rows = names.map(() => new Map<number, number>());
  tallies.forEach(({ n }, tally) => {
    const kind = kinds.of[tally]!;
    for (const group of groupsOf[tally]!) rows[group]!.set(kind, (rows[group]!.get(kind) ?? 0) + n);
  });
  return rows.map((of) => {
    const sorted = [...of].sort(([a], [b]) => a - b);
    return {
      cells: sorted.map(([kind, n]) => ({ ...kinds.cells[kind]!, n })),
      placeOf: new Map(sorted.map(([kind], place) => [kind, place])),
    };
  });
}

/** Units of each group by their rows in its cells; null: no two rows of the group share a unit. `across`: some unit is in several groups. */
function profilesOf(
  profiles: UnitProfiles,
  kinds: Kinds,
  { names, groupsOf, overlaps }: Split,
  counted: readonly GroupCells[],
): { readonly tables: readonly (UnitProfiles | null)[]; readonly across: boolean } {
  const tables = names.map(() => new ProfileTable({ isWeighted: false, hasScore: false }));
  const repeats = new Uint8Array(names.length);
  let across = false;
  for (let profile = 0; profile < profiles.units.length; profile++) {
    const entries = entriesOf(
      profiles,
      profile,
      groupsOf,
      (tally, group) => counted[group]!.placeOf.get(kinds.of[tally]!)!,
    );
    for (let from = 0; from < entries.length; ) {
      const { group } = entries[from]!;
      across ||= !overlaps && group !== entries[0]!.group;
      let rows = 0;
      for (; entries[from]?.group === group; from++) {
        const { cell, n } = entries[from]!;
        tables[group]!.put(cell, n, n, 0);
        rows += n;
      }
      tables[group]!.endUnit(profiles.units[profile]!);
      if (rows > 1) repeats[group] = 1;
    }
  }
  return { tables: tables.map((table, group) => (repeats[group] === 1 ? table.finish() : null)), across };
}

/** Rows of one unit in a cell of a group. */
interface Entry {
  readonly group: number;
  readonly cell: number;
  n: number;
}

/** Rows of one unit by group and cell, sorted so; each once. */
function entriesOf(
  { start, cell, n }: UnitProfiles,
  profile: number,
  groupsOf: Split["groupsOf"],
  placeOf: (tally: number, group: number) => number,
): Entry[] {
  const entries: Entry[] = [];
  for (let entry = start[profile]!; entry < start[profile + 1]!; entry++) {
    const tally = cell[entry]!;
    for (const group of groupsOf[tally]!) entries.push({ group, cell: placeOf(tally, group), n: n[entry]! });
  }
  entries.sort((a, b) => a.group - b.group || a.cell - b.cell);
  const merged: Entry[] = [];
  for (const entry of entries) {
    const last = merged.at(-1);
    if (last?.group === entry.group && last.cell === entry.cell) last.n += entry.n;
    else merged.push(entry);
  }
  return merged;
}

/** Each unit's rows in every cell, zeros too. */
function dense({ units, start, cell, n }: UnitProfiles, cells: number): UnitProfile[] {
  return Array.from(units, (count, profile) => {
    const rows = new Array<number>(cells).fill(0);
    for (let entry = start[profile]!; entry < start[profile + 1]!; entry++) rows[cell[entry]!] = n[entry]!;
    return { rows, units: count };
  });
}
