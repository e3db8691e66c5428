import { type Classes, classesOf } from "../core/classes.js";
import { type Cut, capacityOf, cutAt, decisionWords, defaultThreshold, type Threshold } from "../core/decision.js";
import type { Warning } from "../core/measured.js";
import type { CodedColumn } from "./memory-column.js";
import type { ColumnsSpec, Table } from "./memory-table.js";

export interface Decided {
  /** By row: 1 where the score selects it; null where predictions are given. */
  readonly selected: Uint8Array | null;
  readonly words: string | null;
  readonly warnings: readonly Warning[];
}

/** Which rows the score selects, where no prediction is given. */
export function decide(
  { prediction, score, rows }: Table,
  { threshold = defaultThreshold, score: name }: ColumnsSpec,
  kept: Int32Array,
): Decided {
  if (prediction !== null || score === null) return { selected: null, words: null, warnings: [] };
  const cut = typeof threshold === "number" ? { from: threshold, ties: 0 } : capacityCut(score.value, kept, threshold);
  const selected = new Uint8Array(rows);
  for (const row of kept) if (score.value[row]! >= cut.from) selected[row] = 1;
  const warnings = cut.ties > 0 ? [{ code: "ties_at_cut", values: { model: name ?? "", rows: cut.ties } }] : [];
  return { selected, words: decisionWords(threshold, null), warnings };
}

function capacityCut(score: Float64Array, kept: Int32Array, threshold: Exclude<Threshold, number>): Cut {
  const sorted = Float64Array.from(kept, (row) => score[row]! + 0)
    .sort()
    .reverse();
  const counts: { score: number; rows: number }[] = [];
  for (const value of sorted) {
    const last = counts.at(-1);
    if (last?.score === value) last.rows++;
    else counts.push({ score: value, rows: 1 });
  }
  return cutAt(counts, capacityOf(threshold, kept.length));
}

/** Classes among the labels and predictions of the rows kept. */
export function classesIn({ label, prediction }: Table, spec: ColumnsSpec, kept: Int32Array): Classes {
  const distinct = (column: CodedColumn | null): string[] | null => {
    if (column === null) return null;
    return [...new Set(kept.map((row) => column.code[row]!))].map((code) => column.texts[code]!);
  };
  return classesOf({
    model: spec.prediction ?? spec.score ?? "",
    labels: distinct(label),
    predictions: distinct(prediction),
    positive: spec.positive,
    names: spec.classes,
    at: [],
  });
}
