import type { Scores } from "../core/cells.js";
import type { Entries } from "../metrics/index.js";
import { groupEntries } from "./group-entries.js";

/** Entries of one group, each with its place among everybody's and with the rows and the weight of all other groups there. */
interface Others {
  readonly place: Int32Array;
  readonly n: Float64Array;
  readonly w: Float64Array;
}

/**
 * Answers for each group the distribution of all others together, without going through the rows again. Nothing is subtracted, so
 * that a group of huge weights leaves no rounding errors behind.
 * @param scoreGroup group of each entry; -1: takes no part
 */
export function restOfEntries(scores: Scores, scoreGroup: Int32Array, size: number): (group: number) => Entries {
  const together = groupEntries(
    scores,
    scoreGroup.map((group) => Math.min(group, 0)),
    1,
  );
  const all = together.groups[0]!;
  const others = othersOf(groupEntries(scores, scoreGroup, size), scoreGroup, together.place, all.n.length);
  return (group) => {
    const { place, n, w } = others[group]!;
    const rest = { ...all, n: all.n.slice(), w: all.w.slice() };
    for (let i = 0; i < place.length; i++) {
      rest.n[place[i]!] = n[i]!;
      rest.w[place[i]!] = w[i]!;
    }
    // What nobody else has may not be there: a score of 0 or 1 without rows would leave some metrics without a value.
    const empty = place.filter((_, i) => n[i] === 0);
    if (empty.length === 0) return rest;
    const kept = (column: Float64Array) => without(column, empty);
    return { label: kept(rest.label), score: kept(rest.score), n: kept(rest.n), w: kept(rest.w) };
  };
}

function othersOf(
  { groups, place: own }: ReturnType<typeof groupEntries>,
  scoreGroup: Int32Array,
  together: Int32Array,
  length: number,
): Others[] {
  const others = groups.map(({ n }) => ({
    place: new Int32Array(n.length),
    n: new Float64Array(n.length),
    w: new Float64Array(n.length),
  }));
  for (let i = 0; i < scoreGroup.length; i++) {
    const group = scoreGroup[i]!;
    if (group >= 0) others[group]!.place[own[i]!] = together[i]!;
  }
  const numbers = [...groups.keys()];
  // What is there of the groups before each, and what of those after it.
  for (const order of [numbers, [...numbers].reverse()]) {
    const [rows, weight] = [new Float64Array(length), new Float64Array(length)];
    for (const group of order) {
      const { place, n, w } = others[group]!;
      for (let i = 0; i < place.length; i++) {
        const at = place[i]!;
        n[i]! += rows[at]!;
        w[i]! += weight[at]!;
        rows[at]! += groups[group]!.n[i]!;
        weight[at]! += groups[group]!.w[i]!;
      }
    }
  }
  return others;
}

/** A column without some places, given rising. */
function without(column: Float64Array, places: Int32Array): Float64Array {
  const kept = new Float64Array(column.length - places.length);
  let from = 0;
  for (let i = 0; i <= places.length; i++) {
    const end = i < places.length ? places[i]! : column.length;
    for (; from < end; from++) kept[from - i] = column[from]!;
    from = end + 1;
  }
  return kept;
}
