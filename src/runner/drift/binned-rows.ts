import type { UnitProfiles } from "../../core/cells.js";
import type { BinnedGroup } from "../../privacy/merge-bins.js";

/** What rows are counted from: entries (cells, or numbers of a distribution), each with its rows and the bin that they are in. */
export interface BinnedEntries {
  readonly n: Float64Array;
  /** −1: in none. */
  readonly bin: Int32Array;
  /** Units over the entries; null: rows are independent. */
  readonly units: UnitProfiles | null;
}

/** One group's rows by bin. */
export interface GroupBins {
  readonly counts: Float64Array;
  readonly rows: number;
  /** Independent rows that they are worth; null: fewer than two units. */
  readonly effective: number | null;
  readonly people: BinnedGroup["people"];
}

/**
 * The rows of each group by bin. Rows of one unit repeat each other: n of them are worth n / d, with d the mean of the bins' design effects.
 * Source: J. N. K. Rao and A. J. Scott, JASA 76 (1981) 221–230, doi:10.1080/01621459.1981.10477633, section 3.1 (first-order correction).
 * @param group by entry; −1: none
 * @param bins at most `mostBins` of core
 */
export function binGroups(entries: BinnedEntries, group: Int32Array, size: number, bins: number): GroupBins[] {
  const counts = Array.from({ length: size }, () => new Float64Array(bins));
  for (let entry = 0; entry < entries.n.length; entry++) {
    const [g, bin] = [group[entry]!, entries.bin[entry]!];
    if (g >= 0 && bin >= 0) counts[g]![bin]! += entries.n[entry]!;
  }
  const inUnits = entries.units === null ? null : unitBins(entries, entries.units, group, counts);
  return counts.map((of, g) => {
    const rows = of.reduce((sum, n) => sum + n, 0);
    if (inUnits === null) return { counts: of, rows, effective: rows, people: sumOver(of) };
    const units = inUnits[g]!;
    return { counts: of, rows, effective: effectiveRows(of, rows, units), people: unitsIn(units.sets) };
  });
}

const sumOver =
  (counts: Float64Array): GroupBins["people"] =>
  (bins) =>
    bins.reduce((sum, bin) => sum + counts[bin]!, 0);

/** Units by the set of bins that their rows are in. */
const unitsIn =
  (sets: ReadonlyMap<number, number>): GroupBins["people"] =>
  (bins) => {
    const wanted = bins.reduce((set, bin) => set | (1 << bin), 0);
    let units = 0;
    for (const [set, n] of sets) if ((set & wanted) !== 0) units += n;
    return units;
  };

/** What is summed up over the units of a group: of c rows in a bin and r in all, c², c·r and r². */
interface UnitBins {
  units: number;
  readonly squares: Float64Array;
  readonly products: Float64Array;
  rows: number;
  readonly sets: Map<number, number>;
}

function unitBins(
  { bin }: BinnedEntries,
  { units, start, cell, n }: UnitProfiles,
  group: Int32Array,
  counts: readonly Float64Array[],
): UnitBins[] {
  const bins = counts[0]?.length ?? 0;
  const sums = counts.map(
    (): UnitBins => ({
      units: 0,
      squares: new Float64Array(bins),
      products: new Float64Array(bins),
      rows: 0,
      sets: new Map(),
    }),
  );
  const own = new Map<number, Float64Array>();
  for (let profile = 0; profile < units.length; profile++) {
    own.clear();
    for (let at = start[profile]!; at < start[profile + 1]!; at++) {
      const [g, b] = [group[cell[at]!]!, bin[cell[at]!]!];
      if (g < 0 || b < 0) continue;
      const rows = own.get(g) ?? new Float64Array(bins);
      rows[b]! += n[at]!;
      own.set(g, rows);
    }
    for (const [g, rows] of own) addUnit(sums[g]!, rows, units[profile]!);
  }
  return sums;
}

function addUnit(sum: UnitBins, rows: Float64Array, times: number): void {
  const all = rows.reduce((total, n) => total + n, 0);
  let set = 0;
  for (let bin = 0; bin < rows.length; bin++) {
    if (rows[bin]! > 0) set |= 1 << bin;
    sum.squares[bin]! += times * rows[bin]! ** 2;
    sum.products[bin]! += times * rows[bin]! * all;
  }
  sum.units += times;
  sum.rows += times * all ** 2;
  sum.sets.set(set, (sum.sets.get(set) ?? 0) + times);
}

function effectiveRows(counts: Float64Array, rows: number, sums: UnitBins): number | null {
  const used = Array.from(counts.keys()).filter((bin) => counts[bin]! > 0);
  if (rows === 0 || sums.units < 2) return null;
  if (used.length < 2) return sums.units;
  const effect = used.reduce((sum, bin) => {
    const share = counts[bin]! / rows;
    const squares = sums.squares[bin]! - 2 * share * sums.products[bin]! + share ** 2 * sums.rows;
    return sum + ((sums.units / (sums.units - 1)) * squares) / (rows * share);
  }, 0);
  return Math.min(rows, rows / Math.max(effect / (used.length - 1), Number.MIN_VALUE));
}
