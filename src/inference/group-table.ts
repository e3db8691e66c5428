import type { Cells, Scores } from "../core/cells.js";
import { compareGroups, joinNames, splitTags, unknownGroup } from "../core/groups.js";

/** One group of a table: a value of an attribute, a combination of several, or everybody (`name` null). */
export interface Group {
  readonly name: string | null;
  /** Level index per attribute of the table. */
  readonly levels: readonly number[];
  /** Whether a protected attribute of these rows is missing: they are shown and take no part in comparisons. */
  readonly unknown: boolean;
  /** Everybody without the tag of the table: counted to protect the others and to compare with, never shown by itself. */
  readonly rest: boolean;
}

/** The rows split into groups, either all of them (stratum null) or those of one stratum. */
export interface GroupTable {
  /** An attribute, names joined by " × ", or null: everybody in one group. */
  readonly attribute: string | null;
  readonly attributeIndexes: readonly number[];
  readonly stratum: string | null;
  /** Of an attribute whose groups overlap: the tag that this table is about, which has a table of its own; else null. */
  readonly tag: string | null;
  readonly groups: readonly Group[];
  /** Index into groups of each cell; -1 where the cell is of another stratum. */
  readonly cellGroup: Int32Array;
}

/** Anything with a group tuple and a stratum per entry: cells, or scores. */
type Keyed = Pick<Cells | Scores, "level" | "stratumLevel">;

/**
 * Tables of everybody, of each attribute and of each intersection, over all rows and within each stratum.
 * Groups that have no rows in a stratum are not in its table.
 * @param sets names of attributes, one list per table; everybody comes first by itself
 * @param vanished groups by attribute that have no row left: they stand, empty, in the attribute's own table
 */
export function groupTables(
  cells: Cells,
  sets: readonly (readonly string[])[],
  vanished: ReadonlyMap<string, readonly string[]> = new Map(),
): GroupTable[] {
  const strata = cells.strata.length > 0 ? stratumNames(cells) : [];
  const present = [...new Set(strata)].sort((a, b) => (a < b ? -1 : 1));
  return [[], ...sets].flatMap((names) => {
    const attributeIndexes = names.map((name) => cells.attributes.indexOf(name));
    const tuples = tupleNumbers(cells, cells.levels, attributeIndexes, cells.n.length);
    const [tagged] = attributeIndexes.filter((attribute) => cells.tagged[attribute]);
    return [null, ...present].flatMap((stratum) => {
      const rows = (i: number) => (cells.n[i] as number) > 0 && (stratum === null || strata[i] === stratum);
      if (tagged !== undefined) return tagTables(cells, tagged, stratum, rows);
      const table = tableOf(cells, attributeIndexes, stratum, tuples, rows);
      return stratum === null && names.length === 1
        ? withEmptyGroups(table, vanished.get(names[0] as string) ?? [])
        : table;
    });
  });
}

/** One table per tag that some row has: those with it, those without it, and those of whom nothing is known. */
function tagTables(
  cells: Cells,
  attribute: number,
  stratum: string | null,
  counts: (i: number) => boolean,
): GroupTable[] {
  const level = cells.level[attribute] as Int32Array;
  const tags = (cells.levels[attribute] as readonly string[]).map((name) =>
    name === unknownGroup ? null : splitTags(name),
  );
  const present = new Set(Array.from(level.keys()).flatMap((i) => (counts(i) ? (tags[level[i]!] ?? []) : [])));
  const name = cells.attributes[attribute] as string;
  return [...present].sort(compareGroups).map((tag, place) => {
    // With the tag, without it, unknown.
    const groupOfLevel = tags.map((of) => (of === null ? 2 : of.includes(tag) ? 0 : 1));
    return {
      attribute: name,
      attributeIndexes: [attribute],
      stratum,
      tag,
      groups: [
        { name: tag, levels: [0], unknown: false, rest: false },
        { name: `\u0000without ${tag}`, levels: [1], unknown: false, rest: true },
        // The same people in every tag's table, so under one name, and shown in the first.
        ...(tags.includes(null) ? [{ name: unknownGroup, levels: [2], unknown: true, rest: place > 0 }] : []),
      ],
      cellGroup: Int32Array.from(level, (of, i) => (counts(i) ? groupOfLevel[of]! : -1)),
    };
  });
}

/** Empty groups stand last, so that the indices of the others stay as they are. */
const withEmptyGroups = (table: GroupTable, names: readonly string[]): GroupTable => ({
  ...table,
  groups: [
    ...table.groups,
    ...names.map((name): Group => ({ name, levels: [-1], unknown: name === unknownGroup, rest: false })),
  ],
});

function tableOf(
  cells: Cells,
  attributeIndexes: readonly number[],
  stratum: string | null,
  tuples: Float64Array,
  counts: (i: number) => boolean,
): GroupTable {
  const found = new Map<number, Group>();
  for (let i = 0; i < tuples.length; i++) {
    const tuple = tuples[i] as number;
    if (counts(i) && !found.has(tuple)) found.set(tuple, groupOf(cells, attributeIndexes, i));
  }
  const ordered = [...found].sort(([, a], [, b]) => byName(cells, attributeIndexes, a, b));
  const position = new Map(ordered.map(([tuple], index) => [tuple, index]));
  return {
    attribute:
      attributeIndexes.length === 0 ? null : joinNames(attributeIndexes.map((a) => cells.attributes[a] as string)),
    attributeIndexes,
    stratum,
    tag: null,
    groups: ordered.map(([, group]) => group),
    cellGroup: Int32Array.from(tuples, (tuple, i) => (counts(i) ? (position.get(tuple) ?? -1) : -1)),
  };
}

function groupOf(cells: Cells, attributeIndexes: readonly number[], i: number): Group {
  const levels = attributeIndexes.map((a) => cells.level[a]?.[i] as number);
  const parts = levels.map((level, k) => cells.levels[attributeIndexes[k] as number]?.[level] as string);
  return {
    name: parts.length === 0 ? null : joinNames(parts),
    levels,
    unknown: parts.includes(unknownGroup),
    rest: false,
  };
}

function byName(cells: Cells, attributeIndexes: readonly number[], a: Group, b: Group): number {
  for (const [k, attribute] of attributeIndexes.entries()) {
    const names = cells.levels[attribute] as readonly string[];
    const order = compareGroups(names[a.levels[k] as number] as string, names[b.levels[k] as number] as string);
    if (order !== 0) return order;
  }
  return 0;
}

/** The levels of some attributes as one number per entry; below 10^6 combinations, so exact. */
function tupleNumbers(
  keyed: Keyed,
  levels: Cells["levels"],
  attributeIndexes: readonly number[],
  length: number,
): Float64Array {
  const tuples = new Float64Array(length);
  for (const attribute of attributeIndexes) {
    const size = levels[attribute]?.length as number;
    const level = keyed.level[attribute] as Int32Array;
    for (let i = 0; i < length; i++) tuples[i] = (tuples[i] as number) * size + (level[i] as number);
  }
  return tuples;
}

/** Name of each entry's stratum: its values joined, in the order of `strata`. */
function stratumNames(cells: Cells, keyed: Keyed = cells, length = cells.n.length): string[] {
  return Array.from({ length }, (_, i) =>
    joinNames(cells.strata.map((_, s) => cells.stratumLevels[s]?.[keyed.stratumLevel[s]?.[i] as number] as string)),
  );
}

/** Group of each entry of the score distributions, as {@link GroupTable.cellGroup} for cells. */
export function scoreGroups(table: GroupTable, cells: Cells, scores: Scores): Int32Array {
  const size = scores.n.length;
  const wanted = tupleNumbers(cells, cells.levels, table.attributeIndexes, cells.n.length);
  const position = new Map<number, number>();
  for (let i = 0; i < wanted.length; i++) {
    if ((table.cellGroup[i] as number) >= 0) position.set(wanted[i] as number, table.cellGroup[i] as number);
  }
  const tuples = tupleNumbers(scores, cells.levels, table.attributeIndexes, size);
  const strata = table.stratum === null ? null : stratumNames(cells, scores, size);
  return Int32Array.from(tuples, (tuple, i) =>
    strata === null || strata[i] === table.stratum ? (position.get(tuple) ?? -1) : -1,
  );
}
