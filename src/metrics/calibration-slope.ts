import { classWeights } from "./class-weights.js";
import type { DistributionMetric, Entries } from "./metric.js";
import { logits, probability, softplus } from "./recalibration.js";

/**
 * Slope of the logistic recalibration of the scores, intercept fitted along; any number. 1: spread as it should be; below 1: scores too
 * extreme; above 1: too timid; 0: unrelated to the label. Undefined where the likelihood has no maximum: one class only, equal scores, or
 * scores that part the classes; and where a score is exactly 0 or 1, which has no log-odds.
 */
export const calibrationSlope: DistributionMetric = {
  name: "calibration_slope",
  kind: "distribution",
  needs: "scores",
  better: "neutral",
  range: [null, null],
  unit: "number",
  formula: "b of y ~ Bernoulli(logit⁻¹(a + b · logit(score))) by maximum likelihood",
  source: "Cox 1958, doi:10.1093/biomet/45.3-4.562",
  empty: "scores that do not overlap between positives and negatives, or not strictly between 0 and 1, in group",
  of: (entries) => {
    const raw = overlap(entries) ? logits(entries) : null;
    if (raw === null) return null;
    const { x, spread } = standardised(raw, entries.w);
    const fit = maximum(entries, x);
    if (fit === null) return null;
    return { value: fit.b / spread, influence: influenceOf(entries, x, fit, spread), scale: "identity" };
  },
};

/** Whether some positive scores below a negative and another above one: only then has the likelihood a maximum (Albert & Anderson 1984). */
function overlap({ label, score, w }: Entries): boolean {
  const infinity = Number.POSITIVE_INFINITY;
  const [lowest, highest] = [
    [infinity, infinity],
    [-infinity, -infinity],
  ];
  for (let i = 0; i < score.length; i++) {
    if (!(w[i]! > 0)) continue;
    const side = label[i] === 1 ? 1 : 0;
    lowest[side] = Math.min(lowest[side]!, score[i]!);
    highest[side] = Math.max(highest[side]!, score[i]!);
  }
  return lowest[1]! < highest[0]! && lowest[0]! < highest[1]!;
}

/** Log-odds with mean 0 and deviation 1, which keeps Newton's equations well conditioned. */
function standardised(raw: Float64Array, w: Float64Array): { x: Float64Array; spread: number } {
  let [weight, sum, squares] = [0, 0, 0];
  for (let i = 0; i < raw.length; i++) {
    weight += w[i]!;
    sum += w[i]! * raw[i]!;
  }
  const mean = sum / weight;
  for (let i = 0; i < raw.length; i++) squares += w[i]! * (raw[i]! - mean) ** 2;
  const spread = Math.sqrt(squares / weight);
  return { x: raw.map((one) => (one - mean) / spread), spread };
}

/** A line a + b·x of log-odds with its log-likelihood, gradient and information. */
interface Line {
  readonly a: number;
  readonly b: number;
  readonly likelihood: number;
  readonly gradient: readonly [number, number];
  readonly information: readonly [number, number, number];
}

function lineAt({ label, w }: Entries, x: Float64Array, a: number, b: number): Line {
  let [likelihood, byA, byB, aa, ab, bb] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    const [at, y, logit] = [x[i]!, label[i] === 1 ? 1 : 0, a + b * x[i]!];
    const expected = probability(logit);
    const [residual, curvature] = [w[i]! * (y - expected), w[i]! * expected * (1 - expected)];
    likelihood -= w[i]! * softplus(y === 1 ? -logit : logit);
    byA += residual;
    byB += residual * at;
    aa += curvature;
    ab += curvature * at;
    bb += curvature * at * at;
  }
  return { a, b, likelihood, gradient: [byA, byB], information: [aa, ab, bb] };
}

/** Solves the information's two equations; null where they have no single solution in doubles. */
function solve([aa, ab, bb]: Line["information"], [byA, byB]: readonly [number, number]): [number, number] | null {
  const determinant = aa * bb - ab * ab;
  if (!(determinant > 1e-14 * aa * bb)) return null;
  return [(bb * byA - ab * byB) / determinant, (aa * byB - ab * byA) / determinant];
}

/** Newton's method with halved steps: the likelihood is concave, so it gets there from anywhere. */
function maximum(entries: Entries, x: Float64Array): Line | null {
  const { positive, negative } = classWeights(entries);
  let line = lineAt(entries, x, Math.log(positive / negative), 0);
  for (let step = 0; step < 100; step++) {
    const move = solve(line.information, line.gradient);
    if (move === null) return null;
    const size = Math.max(Math.abs(move[0]), Math.abs(move[1]));
    // Quadratic convergence: after a step of 1e-9 the next would be below a double's precision.
    if (size <= 1e-9 * Math.max(1, Math.abs(line.b))) return lineAt(entries, x, line.a + move[0], line.b + move[1]);
    const next = climbed(entries, x, line, move);
    if (next === null) return null;
    line = next;
  }
  return null;
}

function climbed(entries: Entries, x: Float64Array, from: Line, move: readonly [number, number]): Line | null {
  for (let share = 1; share > 1e-12; share /= 2) {
    const line = lineAt(entries, x, from.a + share * move[0], from.b + share * move[1]);
    // 1e-13: near the top the likelihood's own rounding hides the climb.
    if (line.likelihood >= from.likelihood - 1e-13 * Math.abs(from.likelihood)) return line;
  }
  return null;
}

/** Of an M-estimator: information⁻¹ times the row's score, per unit of weight. Holds whether or not the model does (sandwich). */
function influenceOf(entries: Entries, x: Float64Array, line: Line, spread: number): Float64Array | null {
  const { positive, negative } = classWeights(entries);
  // The slope's row of information⁻¹.
  const row = solve(line.information, [0, 1]);
  if (row === null) return null;
  return x.map((at, i) => {
    const residual = (entries.label[i] === 1 ? 1 : 0) - probability(line.a + line.b * at);
    return ((positive + negative) * residual * (row[0] + row[1] * at)) / spread;
  });
}
