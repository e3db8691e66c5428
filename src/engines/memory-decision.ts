import { type Classes, classesOf } from "../core/classes.js";
import {
  type Cut,
  capacityOf,
  cutAt,
  decisionWords,
  defaultThreshold,
  isProbability,
  type Threshold,
} from "../core/decision.js";
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

/** By row: how sure the model was of its prediction, 0 to 1; null: not known. */
export function confidenceOf({ confidence, score }: Table, spec: ColumnsSpec): Float64Array | null {
  if (confidence !== null) return confidence.value;
  return score !== null && isProbability(spec) ? score.value.map((value) => Math.max(value, 1 - value)) : null;
}

/** By row: 1 where the model leaves the decision to somebody else; null: it always decides. */
export function abstentions(table: Table, spec: ColumnsSpec): Uint8Array | null {
  if (table.abstained !== null) return table.abstained;
  const below = spec.abstainBelow;
  const confidence = below === undefined ? null : confidenceOf(table, spec);
  return confidence === null ? null : Uint8Array.from(confidence, (value) => Number(value < below!));
}

/** By row: place of the true class by falling score, from 1; classes with equal scores stand before the true one. 0 without its score. */
export function ranksOf({ classScores, label, rows }: Table): Int32Array {
  const own = label?.texts.map((text) => classScores.findIndex(({ name }) => name === text)) ?? [];
  return Int32Array.from({ length: rows }, (_, row) => {
    const score = classScores[own[label?.code[row] ?? -1] ?? -1]?.column.value[row];
    if (score === undefined) return 0;
    return classScores.reduce((place, { column }) => place + Number(column.value[row]! >= score), 0);
  });
}

/** The class with the highest score of each row, the first in the suite among equals. */
export function likeliest({ classScores, rows }: Pick<Table, "classScores" | "rows">): CodedColumn {
  const code = new Int32Array(rows);
  for (let row = 0; row < rows; row++) {
    classScores.forEach(({ column }, place) => {
      if (column.value[row]! > classScores[code[row]!]!.column.value[row]!) code[row] = place;
    });
  }
  return { code, texts: classScores.map(({ name }) => name) };
}

/** Classes among the labels and predictions of the rows kept. */
export function classesIn({ label, prediction }: Table, spec: ColumnsSpec, kept: Int32Array): Classes {
  const distinct = (column: CodedColumn | null): string[] | null => {
    if (column === null) return null;
    const found = new Set(kept.map((row) => column.code[row]!));
    return [...found].flatMap((code) => (code < 0 ? [] : [column.texts[code]!]));
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
