import type { ScoreCounts } from "../stats/index.js";
import type { Entries } from "./metric.js";

/** Scores of the positive and of the negative rows of a group, rising; `w` only where rows have weights. */
export function byLabel(
  { label, score, n, w }: Entries,
  weighted: boolean,
): { readonly positives: ScoreCounts; readonly negatives: ScoreCounts } {
  const places = Int32Array.from(label.keys());
  const part = (wanted: (label: number) => boolean): ScoreCounts => {
    const kept = places.filter((i) => wanted(label[i]!));
    const take = (values: Float64Array) => Float64Array.from(kept, (i) => values[i]!);
    return { score: take(score), n: take(n), ...(weighted ? { w: take(w) } : {}) };
  };
  return { positives: part((one) => one === 1), negatives: part((one) => one === 0) };
}
