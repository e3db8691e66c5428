import type { Scores } from "../core/cells.js";
import type { RankingMetric } from "../metrics/index.js";
import { delong, type ScoreCounts } from "../stats/index.js";
import { type Estimate, noDependentInterval, undefinedEstimate } from "./estimate.js";
import type { Material, MetricView, Split } from "./material.js";

/** Area under the ROC curve per group; its interval is for independent, unweighted rows. */
export function estimateRanking(metric: RankingMetric, view: MetricView, material: Material, split: Split): Estimate[] {
  const { scores } = material.counts;
  if (scores === null || split.scores === null)
    return Array.from({ length: split.size }, () => undefinedEstimate(metric.empty, null, null));
  const dependent = material.weighted || material.clustered;
  return byLabel(scores, split.scores, split.size, view.positive).map(([positives, negatives]) => {
    const auc = delong(countsOf(positives, material.weighted), countsOf(negatives, material.weighted));
    if (auc === null) return undefinedEstimate(metric.empty, null, null);
    return {
      status: "ok",
      value: auc.value,
      numerator: null,
      denominator: null,
      evidence: dependent ? null : auc.evidence,
      reason: dependent ? noDependentInterval : null,
    };
  });
}

/** Scores of each group's positive and negative rows, rising, equal ones as one. */
function byLabel(scores: Scores, scoreGroup: Int32Array, size: number, positive: number): [Tied, Tied][] {
  const lists = Array.from({ length: size }, (): [Tied, Tied] => [emptyTied(), emptyTied()]);
  for (const i of risingOrder(scores)) {
    const list = lists[scoreGroup[i] as number]?.[scores.label[i] === positive ? 0 : 1];
    if (list === undefined) continue;
    const score = scores.score[i] as number;
    const last = list.score.length - 1;
    if (list.score[last] === score) {
      list.n[last] = (list.n[last] as number) + (scores.n[i] as number);
      list.w[last] = (list.w[last] as number) + (scores.w[i] as number);
    } else {
      list.score.push(score);
      list.n.push(scores.n[i] as number);
      list.w.push(scores.w[i] as number);
    }
  }
  return lists;
}

/** Distinct scores with their rows and weights. */
interface Tied {
  readonly score: number[];
  readonly n: number[];
  readonly w: number[];
}

const emptyTied = (): Tied => ({ score: [], n: [], w: [] });

const orders = new WeakMap<Scores, Uint32Array>();

/** Entries by rising score; worked out once, as every table of every split needs it. */
function risingOrder(scores: Scores): Uint32Array {
  const known = orders.get(scores);
  if (known !== undefined) return known;
  const order = Uint32Array.from(scores.score, (_, i) => i).sort(
    (a, b) => (scores.score[a] as number) - (scores.score[b] as number) || a - b,
  );
  orders.set(scores, order);
  return order;
}

function countsOf({ score, n, w }: Tied, weighted: boolean): ScoreCounts {
  const counts = { score: Float64Array.from(score), n: Float64Array.from(n) };
  return weighted ? { ...counts, w: Float64Array.from(w) } : counts;
}

/**
 * Largest error that equal-width bins can have caused in any group's area, in [0, ½]: each pair of a positive and a negative row
 * in one bin counts as a tie, and may be off by one half.
 */
export function binnedAreaError(scores: Scores, scoreGroup: Int32Array, size: number, positive: number): number {
  return Math.max(
    0,
    ...byLabel(scores, scoreGroup, size, positive).map(([positives, negatives]) => tiedShare(positives, negatives) / 2),
  );
}

function tiedShare(positives: Tied, negatives: Tied): number {
  const rows = ({ n }: Tied) => n.reduce((sum, value) => sum + value, 0);
  const negativesIn = new Map(negatives.score.map((score, i) => [score, negatives.n[i] as number]));
  const tied = positives.score.reduce(
    (sum, score, i) => sum + (positives.n[i] as number) * (negativesIn.get(score) ?? 0),
    0,
  );
  const pairs = rows(positives) * rows(negatives);
  return pairs > 0 ? tied / pairs : 0;
}
