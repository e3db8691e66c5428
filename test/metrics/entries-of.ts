import type { Entries } from "../../src/metrics/index.js";

/** One row, or `times` equal ones, of a distribution. */
export interface ScoredRow {
  readonly label: number;
  readonly score: number;
  readonly weight?: number;
  readonly times?: number;
}

/** Rows as entries, by rising score, then label; equal ones as one. */
export function entriesOf(rows: readonly ScoredRow[]): Entries {
  const sorted = [...rows].sort((a, b) => a.score - b.score || a.label - b.label);
  const merged: { label: number; score: number; n: number; w: number }[] = [];
  for (const { label, score, weight = 1, times = 1 } of sorted) {
    const last = merged.at(-1);
    if (last?.label === label && last.score === score) {
      last.n += times;
      last.w += times * weight;
    } else merged.push({ label, score, n: times, w: times * weight });
  }
  const take = (key: "label" | "score" | "n" | "w") => Float64Array.from(merged, (entry) => entry[key]);
  return { label: take("label"), score: take("score"), n: take("n"), w: take("w") };
}
