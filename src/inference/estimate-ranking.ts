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
    const auc = delong(countsOf(scores, positives, material.weighted), countsOf(scores, negatives, material.weighted));
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

/** Entries of each group with a positive and with a negative label, by rising score. */
function byLabel(scores: Scores, scoreGroup: Int32Array, size: number, positive: number): [number[], number[]][] {
  const lists = Array.from({ length: size }, (): [number[], number[]] => [[], []]);
  for (let i = 0; i < scoreGroup.length; i++)
    lists[scoreGroup[i] as number]?.[scores.label[i] === positive ? 0 : 1].push(i);
  const rising = (a: number, b: number) => (scores.score[a] as number) - (scores.score[b] as number);
  for (const [positives, negatives] of lists) {
    positives.sort(rising);
    negatives.sort(rising);
  }
  return lists;
}

function countsOf(scores: Scores, entries: readonly number[], weighted: boolean): ScoreCounts {
  const take = (column: Float64Array) => Float64Array.from(entries, (i) => column[i] as number);
  const counts = { score: take(scores.score), n: take(scores.n) };
  return weighted ? { ...counts, w: take(scores.w) } : counts;
}

/**
 * Largest error that equal-width bins can have caused in any group's area, in [0, ½]: each pair of a positive and a negative row
 * in one bin counts as a tie, and may be off by one half.
 */
export function binnedAreaError(scores: Scores, scoreGroup: Int32Array, size: number, positive: number): number {
  return Math.max(
    0,
    ...byLabel(scores, scoreGroup, size, positive).map(
      ([positives, negatives]) => tiedShare(scores, positives, negatives) / 2,
    ),
  );
}

function tiedShare(scores: Scores, positives: readonly number[], negatives: readonly number[]): number {
  const rows = (entries: readonly number[]) => entries.reduce((sum, i) => sum + (scores.n[i] as number), 0);
  const inBin = new Map<number, number>();
  for (const i of negatives)
    inBin.set(scores.score[i] as number, (inBin.get(scores.score[i] as number) ?? 0) + (scores.n[i] as number));
  const tied = positives.reduce(
    (sum, i) => sum + (scores.n[i] as number) * (inBin.get(scores.score[i] as number) ?? 0),
    0,
  );
  const pairs = rows(positives) * rows(negatives);
  return pairs > 0 ? tied / pairs : 0;
}
