import { endOfTies } from "./class-weights.js";
import type { Entries } from "./metric.js";

/** Number of score bins of the calibration errors. */
export const binCount = 10;

/** Sums over the rows of one score bin. */
export interface ScoreBin {
  n: number;
  w: number;
  /** Sum of squared weights; every row of an entry is taken to carry their mean weight. */
  w2: number;
  /** Weighted sums of score and of label. */
  ws: number;
  wy: number;
}

const emptyBins = (): ScoreBin[] => Array.from({ length: binCount }, () => ({ n: 0, w: 0, w2: 0, ws: 0, wy: 0 }));

/** Adds a share of an entry's rows to a bin. */
function add(bin: ScoreBin, { label, score, n, w }: Entries, i: number, share: number): void {
  bin.n += n[i]! * share;
  bin.w += w[i]! * share;
  if (n[i]! > 0) bin.w2 += ((w[i]! * w[i]!) / n[i]!) * share;
  bin.ws += w[i]! * share * score[i]!;
  if (label[i] === 1) bin.wy += w[i]! * share;
}

/** Bins [0, 0.1), [0.1, 0.2) … [0.9, 1] of probabilities. 1e-12: scores such as 0.3 belong to the bin they begin when written out. */
export function equalWidthBins(entries: Entries): ScoreBin[] {
  const bins = emptyBins();
  for (const [i, score] of entries.score.entries())
    add(bins[Math.min(binCount - 1, Math.floor(score * binCount + 1e-12))]!, entries, i, 1);
  return bins;
}

/**
 * Bins of as many rows each, by rising score; of n rows the first n mod 10 bins hold one more (as numpy.array_split). Rows of one score
 * that a border parts go to both sides in the same mixture, as their order says nothing.
 */
export function equalMassBins(entries: Entries): ScoreBin[] {
  const bins = emptyBins();
  const total = Math.round(entries.n.reduce((sum, n) => sum + n, 0));
  const sizes = bins.map((_, k) => Math.floor(total / binCount) + (k < total % binCount ? 1 : 0));
  let [k, room] = [0, sizes[0]!];
  for (let start = 0, end = 0; start < entries.score.length; start = end) {
    end = endOfTies(entries.score, start);
    let tied = 0;
    for (let i = start; i < end; i++) tied += entries.n[i]!;
    for (let left = tied; left > 0; ) {
      const taken = Math.min(left, room);
      for (let i = start; i < end; i++) add(bins[k]!, entries, i, taken / tied);
      left -= taken;
      room -= taken;
      if (room > 0) continue;
      if (k === binCount - 1) break;
      room = sizes[++k]!;
    }
  }
  return bins;
}

/** Mean over rows of how far a bin's mean score is from its share of positives; null where nothing has weight. */
export function meanBinError(bins: readonly ScoreBin[]): number | null {
  let [sum, weight] = [0, 0];
  for (const { w, ws, wy } of bins) {
    sum += Math.abs(ws - wy);
    weight += w;
  }
  return weight > 0 ? sum / weight : null;
}
