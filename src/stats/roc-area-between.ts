import { delong, type ScoreCounts } from "./delong.js";
import { hanleyMcneil } from "./hanley-mcneil.js";
import { satterthwaite } from "./satterthwaite.js";
import type { Apart } from "./scores-apart.js";
import { tDistanceP } from "./t-distance.js";

/** Scores of one group's positive and negative rows, ascending. */
export interface ClassScores {
  readonly positives: ScoreCounts;
  readonly negatives: ScoreCounts;
}

/** Mean absolute deviation of a normal number in standard deviations. */
const meanDeviation = Math.sqrt(2 / Math.PI);

/**
 * Area between two groups' ROC curves, ∫|ROC_a − ROC_b| over all false positive rates, in [0, 1] (ABROCA); ties are straight pieces of a curve, as
 * in its area. null where a group has no positives or no negatives. Bounds for independent rows that count alike.
 *
 * The curve is the distribution function of the positives' placement values (the share of their group's negatives above them), and so the
 * area between two curves is a Wasserstein-1 distance, with bounds of the same kind (see `wassersteinApart`): for weights φ with |φ| ≤ 1
 * both parts of the variance of ∫φ·ROC are those of functions with slopes in [−1, 1] of DeLong's placements, so that none is above DeLong's variance of the area under
 * the curve. The mean of ∫|error| is at most that along the false positive rates by the errors of the positives, and along the true positive rates
 * by those of the negatives.
 * Source: J. Gardner, C. Brooks and R. Baker, LAK 2019, doi:10.1145/3303772.3303791 (the figure); M. S. Pepe and T. Cai, Biometrics 60 (2004)
 * 528–535, doi:10.1111/j.0006-341X.2004.00200.x (placement values).
 */
export function rocAreaBetween(a: ClassScores, b: ClassScores): Apart | null {
  const curves = [a, b].map(rocCurve);
  if (curves.includes(null)) return null;
  const [first, second] = curves as [RocCurve, RocCurve];
  const value = areaBetween(first, second);
  const [errorA, errorB] = [areaError(a), areaError(b)];
  if (errorA === null || errorB === null) return { value, evidence: null, p: null };
  const { error, df } = satterthwaite(errorA.error, errorA.df, errorB.error, errorB.df);
  const bias = meanDeviation * (first.errors + second.errors);
  const basis = [value, bias, error, df, errorA.rows + errorB.rows];
  return { value, evidence: { interval: "t_distance", basis }, p: tDistanceP(basis) };
}

/** A curve as straight pieces over the false positive rates, ascending and without gaps. */
interface RocCurve {
  /** Where each piece ends; it starts where the one before ends. */
  readonly end: Float64Array;
  /** True positive rates where it starts and where it ends. */
  readonly from: Float64Array;
  readonly to: Float64Array;
  /** ∫ of the standard deviation of the curve: by the positives along false positive rates, by the negatives along true positive rates. */
  readonly errors: number;
}

/** Walks from the highest score down. */
function rocCurve({ positives, negatives }: ClassScores): RocCurve | null {
  const [weightsP, weightsN] = [positives.w ?? positives.n, negatives.w ?? negatives.n];
  const [totalP, totalN] = [total(weightsP), total(weightsN)];
  if (!(totalP > 0 && totalN > 0)) return null;
  const [rowsP, rowsN] = [total(positives.n), total(negatives.n)];
  const most = negatives.score.length;
  const [end, from, to] = [new Float64Array(most), new Float64Array(most), new Float64Array(most)];
  let [i, j, pieces, x, y, errors] = [positives.score.length - 1, most - 1, 0, 0, 0, 0];
  while (i >= 0 || j >= 0) {
    const score = Math.max(
      positives.score[i] ?? Number.NEGATIVE_INFINITY,
      negatives.score[j] ?? Number.NEGATIVE_INFINITY,
    );
    let [stepX, stepY] = [0, 0];
    for (; i >= 0 && positives.score[i] === score; i--) stepY += weightsP[i]! / totalP;
    for (; j >= 0 && negatives.score[j] === score; j--) stepX += weightsN[j]! / totalN;
    errors += stepX * deviation(y + stepY / 2, rowsP) + stepY * deviation(x + stepX / 2, rowsN);
    if (stepX > 0) {
      end[pieces] = x + stepX;
      from[pieces] = y;
      to[pieces++] = y + stepY;
    }
    x += stepX;
    y += stepY;
  }
  return { end: end.subarray(0, pieces), from: from.subarray(0, pieces), to: to.subarray(0, pieces), errors };
}

const total = (parts: Float64Array): number => parts.reduce((sum, part) => sum + part, 0);

/** Standard deviation of a share of so many rows. */
const deviation = (share: number, rows: number): number =>
  Math.sqrt(Math.max(0, share * (1 - share)) / Math.max(1, rows - 1));

function areaBetween(a: RocCurve, b: RocCurve): number {
  let [i, j, x, area] = [0, 0, 0, 0];
  while (i < a.end.length && j < b.end.length) {
    const next = Math.min(a.end[i]!, b.end[j]!);
    area += areaOfGap(at(a, i, x) - at(b, j, x), at(a, i, next) - at(b, j, next)) * (next - x);
    x = next;
    if (a.end[i]! <= next) i++;
    if (b.end[j]! <= next) j++;
  }
  return Math.min(1, area);
}

/** Height of a piece of the curve at a false positive rate. */
function at({ end, from, to }: RocCurve, piece: number, x: number): number {
  const start = piece === 0 ? 0 : end[piece - 1]!;
  const share = (x - start) / (end[piece]! - start);
  return from[piece]! + (to[piece]! - from[piece]!) * share;
}

/** Mean of |gap| over a piece where the gap is straight between two values. */
function areaOfGap(first: number, last: number): number {
  if (first * last >= 0) return Math.abs(first + last) / 2;
  return (first * first + last * last) / (2 * (Math.abs(first) + Math.abs(last)));
}

/** Standard error of the area under the curve; null where a class has one row, whose spread is unknown. */
function areaError({ positives, negatives }: ClassScores) {
  const auc = delong(positives, negatives);
  if (auc === null) return null;
  const { value, variance, positives: m, negatives: n } = auc;
  const smaller = Math.min(m, n);
  if (smaller < 2) return null;
  // All positives above all negatives have no spread: as if half a row of the smaller class stood on the other side.
  const inside = (value * smaller + 0.5) / (smaller + 1);
  const spread = value > 0 && value < 1 ? variance : hanleyMcneil(inside, m, n);
  return { error: Math.sqrt(spread), df: smaller - 1, rows: m + n };
}
