import { classWeights } from "./class-weights.js";
import type { DistributionMetric, Entries, Measurement } from "./metric.js";
import { logits, probability } from "./recalibration.js";

/**
 * Calibration in the large: what has to be added to the scores' log-odds, slope fixed at 1, for as many positives as the scores promise;
 * any number. 0: as promised; above 0: scores too low for this group. A score of exactly 0 or 1 has no log-odds and leaves it undefined.
 */
export const calibrationIntercept: DistributionMetric = {
  name: "calibration_intercept",
  kind: "distribution",
  needs: "scores",
  better: "neutral",
  range: [null, null],
  unit: "number",
  formula: "a of y ~ Bernoulli(logit⁻¹(a + logit(score))) by maximum likelihood",
  source: "Cox 1958, doi:10.1093/biomet/45.3-4.562; Van Calster et al. 2019, doi:10.1186/s12916-019-1466-7",
  empty: "no positives, no negatives, or scores not strictly between 0 and 1, in group",
  of: (entries) => {
    const x = logits(entries);
    const { positive, negative } = classWeights(entries);
    return x !== null && positive > 0 && negative > 0 ? fitted(entries, x, positive, negative) : null;
  },
};

/** Positives less expected positives at `intercept`, and the information: minus its derivative. */
function scoreAt({ label, w }: Entries, x: Float64Array, intercept: number): [number, number] {
  let [score, information] = [0, 0];
  for (let i = 0; i < x.length; i++) {
    const expected = probability(intercept + x[i]!);
    score += w[i]! * ((label[i] === 1 ? 1 : 0) - expected);
    information += w[i]! * expected * (1 - expected);
  }
  return [score, information];
}

/** Newton's steps within limits that hold the root: the log-odds of the prevalence less the extreme log-odds of the scores. */
function fitted(entries: Entries, x: Float64Array, positive: number, negative: number): Measurement | null {
  const centre = Math.log(positive / negative);
  let [low, high] = [centre - x[x.length - 1]!, centre - x[0]!];
  let value = (low + high) / 2;
  for (let step = 0; step < 200; step++) {
    const [score, information] = scoreAt(entries, x, value);
    if (score > 0) low = value;
    else high = value;
    const next = value + score / information;
    const moved = next >= low && next <= high ? next : (low + high) / 2;
    const moves = Math.abs(moved - value);
    value = moved;
    // Quadratic convergence: after a step of 1e-9 the next would be below a double's precision.
    if (moves <= 1e-9 * Math.max(1, Math.abs(value))) break;
  }
  return { value, influence: influenceOf(entries, x, value, positive + negative), scale: "identity" };
}

/** Of an M-estimator: the row's score over the information per unit of weight. Holds whether or not the model does (sandwich). */
function influenceOf(entries: Entries, x: Float64Array, value: number, weight: number): Float64Array | null {
  const [, information] = scoreAt(entries, x, value);
  if (!(information > 0)) return null;
  return x.map((one, i) => (weight * ((entries.label[i] === 1 ? 1 : 0) - probability(value + one))) / information);
}
