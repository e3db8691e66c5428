import type { Evidence } from "../core/estimate.js";
import { hanleyMcneil, leastAreaVariance } from "./hanley-mcneil.js";

/**
 * Scores of one class in ascending order (equal ones may repeat), with their rows and, where weighted, the sum of the
 * rows' weights.
 */
export interface ScoreCounts {
  readonly score: Float64Array;
  readonly n: Float64Array;
  readonly w?: Float64Array;
}

/** Area under the ROC curve: the chance that a random positive scores above a random negative, ties counted half. */
export interface AucEstimate {
  readonly value: number;
  /** DeLong's variance; null where a class has one row (or all rows of a class in one unit). */
  readonly varianceDelong: number | null;
  /** The variance that the evidence stands on. */
  readonly variance: number;
  readonly positives: number;
  readonly negatives: number;
  readonly evidence: Evidence;
}

/**
 * Area under the ROC curve of independent rows; null where a class has no rows (or no weight). DeLong's variance in
 * O(n) from sorted scores, but not below Hanley and McNeil's while the smaller class has fewer than 200 rows, and
 * theirs where DeLong's is 0 or a class has a single row. At areas of 0 and 1 the evidence is Newcombe's method 5. With
 * weights every row of an entry is taken to carry their mean, and Kish's sizes stand for the rows in Hanley and
 * McNeil's variance.
 * Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), doi:10.2307/2531595; X. Sun and W. Xu, IEEE
 * Signal Process. Lett. 21 (2014), doi:10.1109/LSP.2014.2337313.
 */
export function delong(positives: ScoreCounts, negatives: ScoreCounts): AucEstimate | null {
  const [positive, negative] = [weights(positives), weights(negatives)];
  if (!(positive.sum > 0 && negative.sum > 0)) return null;
  const ofPositives = shareBelow(positives, negatives, negative.sum);
  const ofNegatives = shareBelow(negatives, positives, positive.sum);
  const value = snapped(weightedSum(positives, ofPositives) / positive.sum);
  const parts = [variancePart(positives, ofPositives, value), variancePart(negatives, ofNegatives, 1 - value)];
  const varianceDelong = parts.includes(null) ? null : parts[0]! + parts[1]!;
  const [m, n] = [positive.kish, negative.kish];
  const floor = varianceDelong ? leastAreaVariance(value, m, n) : hanleyMcneil(value, m, n);
  const variance = Math.max(varianceDelong ?? 0, floor);
  const evidence =
    value > 0 && value < 1
      ? { interval: "delong_logit", basis: [value, variance, m, n] }
      : { interval: "newcombe_auc", basis: [value, m, n] };
  return { value, varianceDelong, variance, positives: positive.rows, negatives: negative.rows, evidence };
}

/** Sums of weights in different orders differ in their last digits: a perfect order must still be 1 (or 0). */
const snapped = (value: number): number => (value < 1e-12 ? 0 : value > 1 - 1e-12 ? 1 : value);

function weights({ n, w = n }: ScoreCounts): { rows: number; sum: number; kish: number } {
  let [rows, sum, squares] = [0, 0, 0];
  for (let i = 0; i < n.length; i++) {
    if (!(n[i]! > 0)) continue;
    rows += n[i]!;
    sum += w[i]!;
    squares += (w[i]! * w[i]!) / n[i]!;
  }
  return { rows, sum, kish: w === n ? rows : (sum * sum) / squares };
}

/**
 * For each score of `of` the share of `among` (with total weight `total`) below it, ties counted half: DeLong's
 * placements.
 */
function shareBelow(of: ScoreCounts, among: ScoreCounts, total: number): Float64Array {
  const shares = new Float64Array(of.score.length);
  const { score: others, w: weight = among.n } = among;
  let next = 0;
  let below = 0;
  for (let i = 0; i < shares.length; ) {
    const score = of.score[i]!;
    while (next < others.length && others[next]! < score) below += weight[next++]!;
    let tied = 0;
    while (next < others.length && others[next] === score) tied += weight[next++]!;
    const share = (below + tied / 2) / total;
    do shares[i++] = share;
    while (i < shares.length && of.score[i] === score);
    below += tied;
  }
  return shares;
}

function weightedSum({ n, w = n }: ScoreCounts, values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < n.length; i++) sum += w[i]! * values[i]!;
  return sum;
}

/** m/(m − 1) · Σ w²(placement − mean)² / (Σ w)²: the variance of a mean of placements; null with one row. */
function variancePart({ n, w = n }: ScoreCounts, placements: Float64Array, mean: number): number | null {
  let [rows, sum, squares] = [0, 0, 0];
  for (let i = 0; i < n.length; i++) {
    if (!(n[i]! > 0)) continue;
    const away = placements[i]! - mean;
    rows += n[i]!;
    sum += w[i]!;
    squares += ((w[i]! * w[i]!) / n[i]!) * (away * away);
  }
  return rows > 1 ? ((rows / (rows - 1)) * squares) / (sum * sum) : null;
}
