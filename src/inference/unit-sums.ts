import type { UnitProfiles } from "../core/cells.js";
import type { UnitSums } from "../stats/index.js";

/** What a cell adds to a metric: per row of weight w to the denominator and, where it succeeds, to the numerator. */
export interface CellParts {
  /** Whether rows of this cell are in the denominator. */
  readonly trial: (cell: number) => boolean;
  /** Whether they are in the numerator; "score": they add w·score. */
  readonly success: ((cell: number) => boolean) | "score";
}

/** One group's sums per unit profile; `profile` says which one, in rising order. */
export interface ProfileSums extends UnitSums {
  readonly profile: Int32Array;
}

/** Sums of numerator, denominator and rows per group and unit profile, for units with a row in the denominator. */
export function unitSums(units: UnitProfiles, cellGroup: Int32Array, size: number, parts: CellParts): ProfileSums[] {
  const groupOf = cellGroup.map((group, cell) => (group >= 0 && parts.trial(cell) ? group : -1));
  const gains = gainOf(units, cellGroup.length, parts);
  const sums = entriesPerGroup(units, groupOf, size).map(emptySums);
  const used = new Int32Array(size);
  for (let profile = 0; profile < units.units.length; profile++) {
    const end = units.start[profile + 1]!;
    for (let entry = units.start[profile]!; entry < end; entry++) {
      const group = groupOf[units.cell[entry]!]!;
      if (group < 0) continue;
      const sum = sums[group]!;
      let at = used[group]! - 1;
      if (at < 0 || sum.profile[at] !== profile) {
        at = used[group]!++;
        sum.profile[at] = profile;
        sum.count[at] = units.units[profile]!;
      }
      sum.numerator[at]! += gains(entry);
      sum.denominator[at]! += units.w[entry]!;
      sum.rows[at]! += units.n[entry]!;
    }
  }
  return sums.map((sum, group) => shortened(sum, used[group]!));
}

/** The same with a value of its own for each cell (or entry of a distribution): w·value over w. */
export function unitValueSums(
  units: UnitProfiles,
  cellGroup: Int32Array,
  size: number,
  values: Float64Array,
): ProfileSums[] {
  const ws = units.w.map((w, entry) => w * values[units.cell[entry]!]!);
  return unitSums({ ...units, ws }, cellGroup, size, { success: "score", trial: () => true });
}

/** What an entry adds to the numerator. */
function gainOf(units: UnitProfiles, cells: number, { success }: CellParts): (entry: number) => number {
  if (success === "score") return (entry) => units.ws[entry]!;
  const succeeds = Uint8Array.from({ length: cells }, (_, cell) => (success(cell) ? 1 : 0));
  return (entry) => (succeeds[units.cell[entry]!] === 1 ? units.w[entry]! : 0);
}

/** Upper limit of the number of profiles in each group. */
function entriesPerGroup(units: UnitProfiles, groupOf: Int32Array, size: number): number[] {
  const entries = new Array<number>(size).fill(0);
  for (let entry = 0; entry < units.cell.length; entry++) {
    const group = groupOf[units.cell[entry]!]!;
    if (group >= 0) entries[group]!++;
  }
  return entries;
}

const emptySums = (length: number): ProfileSums => ({
  profile: new Int32Array(length),
  numerator: new Float64Array(length),
  denominator: new Float64Array(length),
  rows: new Float64Array(length),
  count: new Float64Array(length),
});

const shortened = ({ profile, numerator, denominator, rows, count }: ProfileSums, length: number): ProfileSums => ({
  profile: profile.subarray(0, length),
  numerator: numerator.subarray(0, length),
  denominator: denominator.subarray(0, length),
  rows: rows.subarray(0, length),
  count: count.subarray(0, length),
});

/**
 * The profiles without their scores: units that differ in scores only become one profile with their number. Rates need no
 * scores, and there are far fewer of these.
 */
export function withoutScores(units: UnitProfiles): UnitProfiles {
  const first = new Map<string, number>();
  const count = new Float64Array(units.units.length);
  for (let profile = 0; profile < count.length; profile++) {
    const key = outcomeKey(units, profile);
    const kept = first.get(key) ?? profile;
    if (kept === profile) first.set(key, profile);
    count[kept]! += units.units[profile]!;
  }
  return taken(units, [...first.values()], count);
}

function outcomeKey({ start, cell, n, w }: UnitProfiles, profile: number): string {
  let key = "";
  for (let entry = start[profile]!; entry < start[profile + 1]!; entry++)
    key += `${cell[entry]}:${n[entry]}:${w[entry]},`;
  return key;
}

/** Some of the profiles, with other counts. */
function taken(units: UnitProfiles, profiles: readonly number[], count: Float64Array): UnitProfiles {
  const entries = profiles.flatMap((profile) => range(units.start[profile]!, units.start[profile + 1]!));
  const start = new Int32Array(profiles.length + 1);
  for (const [i, profile] of profiles.entries())
    start[i + 1] = start[i]! + units.start[profile + 1]! - units.start[profile]!;
  return {
    units: Float64Array.from(profiles, (profile) => count[profile]!),
    start,
    cell: Int32Array.from(entries, (entry) => units.cell[entry]!),
    n: Float64Array.from(entries, (entry) => units.n[entry]!),
    w: Float64Array.from(entries, (entry) => units.w[entry]!),
    ws: new Float64Array(entries.length),
  };
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

/** Whether some unit has more than one row; where none has, rows are as good as independent. */
export const unitsRepeat = (units: UnitProfiles): boolean =>
  units.units.some((count, profile) => {
    if (count === 0) return false;
    let rows = 0;
    for (let entry = units.start[profile] as number; entry < (units.start[profile + 1] as number); entry++)
      rows += units.n[entry] as number;
    return rows > 1;
  });

/** Number of distinct units with a row in each group. */
export function unitCounts(units: UnitProfiles, cellGroup: Int32Array, size: number): Float64Array {
  const counts = new Float64Array(size);
  const seen = new Int32Array(size).fill(-1);
  for (let profile = 0; profile < units.units.length; profile++) {
    for (let entry = units.start[profile] as number; entry < (units.start[profile + 1] as number); entry++) {
      const group = cellGroup[units.cell[entry] as number] as number;
      if (group < 0 || seen[group] === profile) continue;
      seen[group] = profile;
      counts[group] = (counts[group] as number) + (units.units[profile] as number);
    }
  }
  return counts;
}
