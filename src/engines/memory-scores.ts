import type { Scores } from "../core/cells.js";
import { ExactSums } from "../core/exact-sums.js";
import { toFixedPoint } from "../core/fixed-point.js";
import { mostPairs, mostScores, type ScoreBins, scoreBin, valueBins } from "../core/score-bins.js";
import { type ScoreKeys, ScoreTable } from "../core/score-table.js";
import { countUnits } from "./memory-units.js";

export interface ScoreColumns {
  readonly kept: Int32Array;
  /** By kept row: its key among `keys`. */
  readonly keyOf: Int32Array;
  readonly keys: ScoreKeys;
  /** By row. */
  readonly score: Float64Array;
  /** By row: the true number that belongs to it; null: what is true follows from the key. */
  readonly truth: Float64Array | null;
  readonly weight: Float64Array | null;
  /** By row: its unit; null: rows are independent. */
  readonly unit: Int32Array | null;
}

/** Rows by key and number (or its bin), and by the true number where there is one. */
export function countScores({ kept, keyOf, keys, score, truth, weight, unit }: ScoreColumns): Scores {
  const scores = Float64Array.from(kept, (row) => score[row]! + 0);
  const truths = truth === null ? new Float64Array(kept.length) : Float64Array.from(kept, (row) => truth[row]! + 0);
  const bins = truth === null ? { score: binsOf(scores), truth: null } : pairBins(scores, truths);
  const [shown, meant] = [inBins(scores, bins.score), inBins(truths, bins.truth)];
  const order = Int32Array.from(kept, (_, place) => place).sort(
    (a, b) => keyOf[a]! - keyOf[b]! || shown[a]! - shown[b]! || meant[a]! - meant[b]!,
  );
  const table = new ScoreTable(bins);
  const sum = new ExactSums(1);
  const entryOf = new Int32Array(kept.length);
  const isSame = (a: number, b: number) => keyOf[a] === keyOf[b] && shown[a] === shown[b] && meant[a] === meant[b];
  let n = 0;
  order.forEach((place, index) => {
    n++;
    entryOf[place] = table.length;
    if (weight !== null) sum.add(0, toFixedPoint(weight[kept[place]!]!));
    const next = order[index + 1];
    if (next !== undefined && isSame(next, place)) return;
    const w = weight === null ? n : sum.real(0);
    table.put({ key: keyOf[place]!, score: shown[place]!, truth: meant[place]!, n, w });
    n = 0;
    sum.reset(0);
  });
  const units =
    unit === null ? null : countUnits({ unit, kept, cellOf: entryOf, cells: table.length, weight, score: null });
  return table.finish(keys, units?.profiles ?? null);
}

const inBins = (values: Float64Array, bins: ScoreBins | null): Float64Array =>
  bins === null ? values : values.map((value) => scoreBin(value, bins));

/** Bins over the scores, or null where there are few enough of them. */
function binsOf(values: Float64Array): ScoreBins | null {
  const sorted = values.slice().sort();
  let distinct = sorted.length > 0 ? 1 : 0;
  for (let place = 1; place < sorted.length; place++) if (sorted[place] !== sorted[place - 1]) distinct++;
  return distinct > mostScores ? { low: sorted[0]!, high: sorted[sorted.length - 1]!, bins: mostScores } : null;
}

/** Bins over the predicted and the true numbers; null where there are few enough pairs. */
function pairBins(scores: Float64Array, truths: Float64Array): Record<"score" | "truth", ScoreBins | null> {
  const order = Int32Array.from(scores, (_, place) => place).sort(
    (a, b) => scores[a]! - scores[b]! || truths[a]! - truths[b]!,
  );
  const isNew = (place: number, index: number): boolean => {
    const before = order[index - 1];
    return before === undefined || scores[before] !== scores[place] || truths[before] !== truths[place];
  };
  if (order.filter(isNew).length <= mostPairs) return { score: null, truth: null };
  return { score: spanOf(scores), truth: spanOf(truths) };
}

function spanOf(values: Float64Array): ScoreBins {
  const sorted = values.slice().sort();
  return { low: sorted[0]!, high: sorted[sorted.length - 1]!, bins: valueBins };
}
