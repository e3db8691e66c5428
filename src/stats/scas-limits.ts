import { correctedScore } from "./corrected-score.js";
import { largestCritical } from "./largest-critical.js";
import type { Ends, PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { scasDifferenceLower } from "./scas-difference.js";
import { scasRatioLower } from "./scas-ratio.js";
import { corrected, type Score, scoreDifference } from "./score-difference.js";
import { scoreRatio } from "./score-ratio.js";

type OfTables<T> = (x1: number, n1: number, x2: number, n2: number, value: number) => T;

/** One of the two comparisons of plain proportions. */
interface Scas {
  readonly method: string;
  readonly scale: PairLimits["scale"];
  /** The value that stands for equal rates. */
  readonly equal: number;
  readonly lower: OfTables<number>;
  readonly score: OfTables<Score>;
  /**
   * At twice the distance of `value` from an estimate above it, on the scale of the search, and at most at its end; null
   * beyond that.
   */
  readonly farther: (estimate: number, value: number) => number | null;
}

/** Ends of the searches for limits, but for rounding. */
const leastDifference = -1 + 1e-12;
const leastRatio = Math.exp(-30);

const difference: Scas = {
  method: "scas",
  scale: "difference",
  equal: 0,
  lower: scasDifferenceLower,
  score: scoreDifference,
  farther: (estimate, value) =>
    value < estimate && value > leastDifference ? Math.max(leastDifference, 2 * value - estimate) : null,
};
const ratio: Scas = {
  method: "scas_ratio",
  scale: "ratio",
  equal: 1,
  lower: scasRatioLower,
  score: scoreRatio,
  farther: (estimate, value) =>
    value < estimate && value > leastRatio ? Math.max(leastRatio, (value * value) / estimate) : null,
};

/** Limits of differences of plain proportions. */
export const scasDifferenceLimits = (samples: readonly Sample[]): PairLimits => scasLimits(difference, samples);
/** Limits of ratios of plain proportions. */
export const scasRatioLimits = (samples: readonly Sample[]): PairLimits => scasLimits(ratio, samples);

function scasLimits(
  { method, scale, equal, lower: limit, score, farther }: Scas,
  samples: readonly Sample[],
): PairLimits {
  const x = Float64Array.from(samples, ({ evidence }) => evidence.basis[0]!);
  const n = Float64Array.from(samples, ({ evidence }) => evidence.basis[1]!);
  const rates = x.map((successes, i) => successes / n[i]!);
  const lower = (i: number, j: number, c: number): number => limit(x[i]!, n[i]!, x[j]!, n[j]!, c);
  const rejects = (i: number, j: number, c: number, value: number): boolean => {
    const { z, gamma } = score(x[i]!, n[i]!, x[j]!, n[j]!, value);
    return corrected(z, gamma, c) > c;
  };
  // A ratio without successes in the second group is searched for as if it had half a one; see scasRatioLower.
  const estimateOf = (i: number, j: number): number =>
    scale === "difference" ? rates[i]! - rates[j]! : (rates[i]! * n[j]!) / (x[j]! || 0.5);
  /** As the limit is the outermost crossing, it is inside `value` only if the test rejects that and all farther out. */
  const rejectsUpTo = (i: number, j: number, c: number, value: number): boolean => {
    const estimate = estimateOf(i, j);
    for (let out: number | null = value; out !== null; out = farther(estimate, out)) {
      if (!rejects(i, j, c, out)) return false;
    }
    return true;
  };
  const nextAbove = (i: number, columns: Int32Array, from: number, to: number, c: number, value: number): number => {
    for (let k = from; k < to; k++) {
      // Equality lies farther out than `value`, and is tested at a tenth of the cost.
      if (value >= equal) k = nextUnequal(x, n, i, columns, k, to, c);
      if (k === to || rejectsUpTo(i, columns[k]!, c, value)) return k;
    }
    return to;
  };
  const mayBeBelow = (i: number, j: number, c: number, value: number): boolean =>
    value >= estimateOf(i, j) || !rejectsUpTo(i, j, c, value);
  const critical = (i: number, j: number, value: number, least: number): number => {
    if (!rejectsUpTo(i, j, least, value)) return least;
    // Nearly always the limit reaches `value` where its own test ceases to reject, which has a closed form.
    const guess = correctedScore(score(x[i]!, n[i]!, x[j]!, n[j]!, value));
    return largestCritical((c) => lower(i, j, c) - value, least, guess);
  };
  const ceilings = (): Ends => ({ first: rates, second: rates });
  const floors = (c: number): Ends => {
    const room = n.map((trials) => widest(trials, c));
    return {
      first: rates.map((rate, i) => Math.max(0, rate - room[i]!)),
      second: rates.map((rate, i) => Math.min(1, rate + room[i]!)),
    };
  };
  return { method, scale, samples, alike: true, lower, critical, ceilings, floors, nextAbove, mayBeBelow };
}

/**
 * The place of the next of the columns where the corrected score test at c rejects equal rates in favour of sample i: the
 * score at a difference of 0 (or a ratio of 1), where the constrained rates are the pooled one and nothing has to be solved.
 */
function nextUnequal(
  x: Float64Array,
  n: Float64Array,
  i: number,
  columns: Int32Array,
  from: number,
  to: number,
  c: number,
): number {
  const [x1, n1] = [x[i]!, n[i]!];
  const sixth = (c * c - 1) / 6;
  // A little short of c, as rounding differs between this form and the score's.
  const square = c * c * (1 - 1e-9);
  for (let k = from; k < to; k++) {
    const j = columns[k]!;
    const [x2, n2] = [x[j]!, n[j]!];
    const size = n1 + n2;
    const rate = (x1 + x2) / size;
    // z − (c² − 1)·γ > c, times n1·n2 and the standard error of z: the skewness is the third moment over six variances.
    const skewness = (sixth * (1 - 2 * rate) * (n2 - n1) * (size - 1)) / size;
    const distance = x1 * n2 - x2 * n1 - skewness;
    const variance = (rate * (1 - rate) * n1 * n2 * size * size) / (size - 1);
    if (distance > 0 && distance * distance > square * variance) return k;
  }
  return to;
}

/**
 * A group's part in the distance of a limit from its estimate, at most: half-widths c·√(¼/n) add up to more than the standard
 * error of both, N/(N − 1) is at most (n + 1)/n, and the skewness is at most 1/(6n) of the variance over the error.
 */
const widest = (trials: number, c: number): number =>
  (c * Math.sqrt(trials + 1)) / (2 * trials) + Math.abs(c * c - 1) / (6 * trials);
