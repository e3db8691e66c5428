import type { Scores } from "../core/cells.js";
import { ExactSums } from "../core/exact-sums.js";
import { toFixedPoint } from "../core/fixed-point.js";
import { mostScores, type ScoreBins, scoreBin } from "../core/score-bins.js";
import { ScoreTable } from "../core/score-table.js";
import type { Tabulation } from "../core/tally.js";
import { countUnits } from "./memory-units.js";

export interface ScoreColumns {
  readonly kept: Int32Array;
  /** By kept row: its group tuple with label. */
  readonly tupleOf: Int32Array;
  /** By row. */
  readonly score: Float64Array;
  readonly weight: Float64Array | null;
  readonly tabulation: Tabulation;
  /** By row: its unit; null: rows are independent. */
  readonly unit: Int32Array | null;
}

/** Rows by group tuple, label and score (or its bin). */
export function countScores({ kept, tupleOf, score, weight, tabulation, unit }: ScoreColumns): Scores {
  const values = Float64Array.from(kept, (row) => score[row]! + 0);
  const bins = binsOf(values);
  const shown = bins === null ? values : values.map((value) => scoreBin(value, bins));
  const order = Int32Array.from(kept, (_, place) => place).sort(
    (a, b) => tupleOf[a]! - tupleOf[b]! || shown[a]! - shown[b]!,
  );
  const table = new ScoreTable(bins);
  const sum = new ExactSums(1);
  const entryOf = new Int32Array(kept.length);
  let n = 0;
  order.forEach((place, index) => {
    n++;
    entryOf[place] = table.length;
    if (weight !== null) sum.add(0, toFixedPoint(weight[kept[place]!]!));
    const next = order[index + 1];
    if (next !== undefined && tupleOf[next] === tupleOf[place] && shown[next] === shown[place]) return;
    table.put({ tuple: tupleOf[place]!, score: shown[place]!, n, w: weight === null ? n : sum.real(0) });
    n = 0;
    sum.reset(0);
  });
  const units =
    unit === null ? null : countUnits({ unit, kept, cellOf: entryOf, cells: table.length, weight, score: null });
  return table.finish(tabulation, units?.profiles ?? null);
}

/** Bins over the scores, or null where there are few enough of them. */
function binsOf(values: Float64Array): ScoreBins | null {
  const sorted = values.slice().sort();
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let place = 1; place < sorted.length; place++) if (sorted[place] !== sorted[place - 1]) distinct++;
  return distinct > mostScores ? { low: sorted[0]!, high: sorted[sorted.length - 1]! } : null;
}
