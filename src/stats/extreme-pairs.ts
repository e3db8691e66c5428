import { mostCritical } from "./largest-critical.js";
import type { Ends, PairLimits } from "./pair-limits.js";

/** The largest lower limit over ordered pairs of the given samples, where it is above `least`; else `least`. */
export function largestLower(limits: PairLimits, indices: readonly number[], c: number, least: number): number {
  let most = least;
  const ceiling = joined(limits, Number.POSITIVE_INFINITY);
  visitRows(rowsAndColumns(limits, indices, limits.ceilings(c), "descending"), {
    isPast: (first, second) => ceiling(first, second) <= most,
    visit: (i, columns, count) => {
      let k = limits.nextAbove(i, columns, 0, count, c, most);
      while (k < count) {
        const j = columns[k]!;
        if (i !== j) most = Math.max(most, limits.lower(i, j, c));
        k = limits.nextAbove(i, columns, k + 1, count, c, most);
      }
    },
  });
  return most;
}

/** The smallest lower limit over ordered pairs of the given samples, where it is below `most`; else `most`. */
export function smallestLower(limits: PairLimits, indices: readonly number[], c: number, most: number): number {
  let least = most;
  const floor = joined(limits, 0);
  visitRows(rowsAndColumns(limits, indices, limits.floors(c), "ascending"), {
    isPast: (first, second) => floor(first, second) >= least,
    visit: (i, columns, count) => {
      for (let k = 0; k < count; k++) {
        const j = columns[k]!;
        if (i !== j && limits.mayBeBelow(i, j, c, least)) least = Math.min(least, limits.lower(i, j, c));
      }
    },
  });
  return least;
}

/**
 * The largest critical value at which the lower limit of some ordered pair is still above `value`, trying `first` first; 0
 * where no pair's is at any.
 */
export function farthest(limits: PairLimits, first: readonly [number, number], value: number): number {
  let most = limits.critical(first[0], first[1], value, 0);
  const everyone = limits.samples.map((_, i) => i);
  const ceiling = joined(limits, Number.POSITIVE_INFINITY);
  visitRows(rowsAndColumns(limits, everyone, limits.ceilings(most), "descending"), {
    isPast: (one, other) => ceiling(one, other) <= value || most === mostCritical,
    visit: (i, columns, count) => {
      let k = limits.nextAbove(i, columns, 0, count, most, value);
      while (k < count) {
        const j = columns[k]!;
        if (i !== j) most = limits.critical(i, j, value, most);
        k = limits.nextAbove(i, columns, k + 1, count, most, value);
      }
    },
  });
  return most;
}

/** A bound of a pair's limit from its two ends; `beyond` where a ratio would be one to nothing. */
const joined = ({ scale }: PairLimits, beyond: number): ((first: number, second: number) => number) =>
  scale === "difference"
    ? (first, second) => first - second
    : (first, second) => (second > 0 ? first / second : beyond);

/** Samples with their ends as the first and as the second of a pair, the most promising ones first. */
interface Order extends Ends {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
}

function rowsAndColumns(
  limits: PairLimits,
  indices: readonly number[],
  { first, second }: Ends,
  direction: "ascending" | "descending",
): Order {
  const sign = direction === "ascending" ? 1 : -1;
  const some = limits.alike ? atMostTwoAlike(limits, indices) : indices;
  const rows = Int32Array.from(some).sort((i, j) => sign * (first[i]! - first[j]!));
  const columns = Int32Array.from(some).sort((i, j) => sign * (second[j]! - second[i]!));
  return { rows, columns, first, second };
}

/** What is sought over all pairs. */
interface Search {
  /** Neither the pair with these ends nor any with less promising ones can be better than the best so far. */
  isPast(first: number, second: number): boolean;
  /** Tries sample i with the first `count` of the columns, which may hold i itself. */
  visit(i: number, columns: Int32Array, count: number): void;
}

/** Visits pairs by rows: most are passed over, in a row or all at once, by the bounds of their ends. */
function visitRows({ rows, columns, first, second }: Order, { isPast, visit }: Search): void {
  for (const i of rows) {
    // Columns are ordered, so that those that are not past come first.
    let [from, to] = [0, columns.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (isPast(first[i]!, second[columns[middle]!]!)) to = middle;
      else from = middle + 1;
    }
    if (to === 0) return;
    visit(i, columns, to);
  }
}

/** Of equal samples two stand for all: every pair of kinds, and of two of one kind, is still there. */
function atMostTwoAlike({ samples }: PairLimits, indices: readonly number[]): number[] {
  const seen = new Map<string, number>();
  return indices.filter((i) => {
    const { value, evidence } = samples[i]!;
    const kind = `${evidence.interval} ${value} ${evidence.basis.join(" ")}`;
    const times = seen.get(kind) ?? 0;
    seen.set(kind, times + 1);
    return times < 2;
  });
}
