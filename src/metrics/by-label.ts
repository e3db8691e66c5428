import type { ScoreCounts } from "../stats/index.js";
import type { Entries } from "./metric.js";

/** Scores of the positive and of the negative rows of a group, rising; `w` only where rows have weights. */
export function byLabel(
  { label, score, n, w }: Entries,
  weighted: boolean,
): { readonly positives: ScoreCounts; readonly negatives: ScoreCounts } {
  const part = (wanted: number): ScoreCounts => {
    const places = placesOf(label, wanted);
    const take = (values: Float64Array) => taken(values, places);
    return { score: take(score), n: take(n), ...(weighted ? { w: take(w) } : {}) };
  };
  return { positives: part(1), negatives: part(0) };
}

function placesOf(label: Float64Array, wanted: number): Int32Array {
  const places = new Int32Array(label.length);
  let found = 0;
  for (let i = 0; i < label.length; i++) if (label[i] === wanted) places[found++] = i;
  return places.subarray(0, found);
}

/** As `Float64Array.from` with a function, whose calls would take most of the time of a metric of everybody but each of many groups. */
function taken(values: Float64Array, places: Int32Array): Float64Array {
  const some = new Float64Array(places.length);
  for (let i = 0; i < places.length; i++) some[i] = values[places[i]!]!;
  return some;
}
