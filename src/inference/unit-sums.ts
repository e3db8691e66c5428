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
  const lists = Array.from({ length: size }, () => ({
    profile: [] as number[],
    numerator: [] as number[],
    denominator: [] as number[],
    rows: [] as number[],
  }));
  for (let profile = 0; profile < units.units.length; profile++) {
    const end = units.start[profile + 1] as number;
    for (let entry = units.start[profile] as number; entry < end; entry++) {
      const cell = units.cell[entry] as number;
      const list = lists[cellGroup[cell] as number];
      if (list !== undefined && parts.trial(cell))
        add(list, profile, units, entry, parts.success === "score" ? "score" : parts.success(cell));
    }
  }
  return lists.map(({ profile, numerator, denominator, rows }) => ({
    profile: Int32Array.from(profile),
    numerator: Float64Array.from(numerator),
    denominator: Float64Array.from(denominator),
    rows: Float64Array.from(rows),
    count: Float64Array.from(profile, (p) => units.units[p] as number),
  }));
}

interface Lists {
  readonly profile: number[];
  readonly numerator: number[];
  readonly denominator: number[];
  readonly rows: number[];
}

function add(list: Lists, profile: number, units: UnitProfiles, entry: number, success: boolean | "score"): void {
  if (list.profile.at(-1) !== profile) {
    list.profile.push(profile);
    list.numerator.push(0);
    list.denominator.push(0);
    list.rows.push(0);
  }
  const at = list.profile.length - 1;
  const gained = success === "score" ? units.ws[entry] : success ? units.w[entry] : 0;
  list.numerator[at] = (list.numerator[at] as number) + (gained as number);
  list.denominator[at] = (list.denominator[at] as number) + (units.w[entry] as number);
  list.rows[at] = (list.rows[at] as number) + (units.n[entry] as number);
}

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
