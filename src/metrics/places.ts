import { endOfTies } from "./class-weights.js";
import type { Entries } from "./metric.js";

/** Where the rows of each score stand in the ranking of everybody; rows with weights take up as many places as they weigh. */
interface Places {
  /** Distinct scores, rising. */
  readonly score: Float64Array;
  /** Places of the rows that score higher, and of those that score the same. */
  readonly above: Float64Array;
  readonly at: Float64Array;
}

const known = new WeakMap<Entries, Places>();

/** Places of everybody by falling score; worked out once, as every group is looked up in them. */
export function placesOf(everybody: Entries): Places {
  const found = known.get(everybody);
  if (found !== undefined) return found;
  const { score, w } = everybody;
  const [scores, at]: [number[], number[]] = [[], []];
  for (let start = 0, end = 0; start < score.length; start = end) {
    end = endOfTies(score, start);
    let tied = 0;
    for (let i = start; i < end; i++) tied += w[i]!;
    scores.push(score[start]!);
    at.push(tied);
  }
  const above = new Float64Array(at.length);
  for (let i = at.length - 2; i >= 0; i--) above[i] = above[i + 1]! + at[i + 1]!;
  const places = { score: Float64Array.from(scores), above, at: Float64Array.from(at) };
  known.set(everybody, places);
  return places;
}

/** Index of a score that occurs among rising distinct ones. */
export function placeOf(score: number, { score: scores }: Places): number {
  let [low, high] = [0, scores.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (scores[middle]! < score) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Number of places in all. */
export const placesInAll = ({ above, at }: Places): number => (above[0] ?? 0) + (at[0] ?? 0);

/** Of each entry the share of its rows among the k highest of everybody; rows with the score at the cut share what is left evenly. */
export function amongHighest({ score }: Entries, everybody: Entries, k: number): Float64Array {
  const places = placesOf(everybody);
  return score.map((one) => {
    const i = placeOf(one, places);
    const [left, at] = [k - places.above[i]!, places.at[i]!];
    return left <= 0 ? 0 : left >= at ? 1 : left / at;
  });
}

/** Rows of a group among the k highest of everybody and below them, those with a positive label and the others; ties at the cut in part. */
export function sidesOfCut(entries: Entries, everybody: Entries, k: number): number[] {
  const sides = [0, 0, 0, 0];
  for (const [i, above] of amongHighest(entries, everybody, k).entries()) {
    const label = entries.label[i] === 1 ? 0 : 2;
    sides[label]! += entries.n[i]! * above;
    sides[label + 1]! += entries.n[i]! * (1 - above);
  }
  return sides;
}
