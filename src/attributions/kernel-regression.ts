import { invertSymmetric } from "./invert-symmetric.js";
import type { Pairs } from "./kernel-pairs.js";
import type { Stratum } from "./kernel-strata.js";

/** Pairs asked about, and the contrast v(S) − v(complement of S) of each: pairs × outputs. */
export interface Contrasts {
  readonly pairs: Pairs;
  readonly contrast: Float64Array;
}

/** What the sum of φ has to be, per output. */
export type Totals = Float64Array;

/** φ and their standard errors: players × outputs. */
export interface Fit {
  readonly values: Float64Array;
  readonly errors: Float64Array;
}

/**
 * Kernel SHAP from pairs. A game's Shapley values φ are those, among all that add up to v(all) − v(none), that fit best, weighted by
 * the Shapley kernel, to v(S) ≈ v(none) + Σ_{i∈S} φ_i. Of a pair only the contrast matters: v(S) − v(Sᶜ) ≈ sᵀφ with s_i = 1 for
 * members of S and −1 for others. So φ follows from the kernel's mean of s·contrast alone (Covert and Lee's unbiased
 * estimator); the fit to the pairs asked about is only taken off before averaging and put back by its known mean (their regression
 * estimator is this without the next step). What is taken off a pair is the fit to all other pairs, by its leverage: the
 * fit depends on what was drawn, and without this its dependence would bias values alike in every row, which no mean over rows averages out.
 *
 * The standard errors are those of a mean in a stratified sample without repetition, of s times the residual to the other pairs' fit:
 * 0 where all pairs were asked about.
 *
 * Source: Covert and Lee 2021, arXiv:2012.01536, sections 3 and 4; difference estimators with known means: Särndal, Swensson and Wretman
 * 1992, section 6.3; residuals by leverage: Cook and Weisberg 1982, section 2.2.
 */
export function fitPairs(strata: readonly Stratum[], { pairs, contrast }: Contrasts, totals: Totals): Fit {
  const { players, count } = pairs;
  const outputs = totals.length;
  const others = leaveOneOut(strata, pairs);
  const values = new Float64Array(players * outputs);
  const errors = new Float64Array(players * outputs);
  for (let output = 0; output < outputs; output++) {
    const one = Float64Array.from({ length: count }, (_, pair) => contrast[pair * outputs + output]!);
    const moments = strataMoments(strata, pairs, others, one, totals[output]!);
    for (let player = 0; player < players; player++) {
      values[player * outputs + output] = totals[output]! / players + moments.mean[player]!;
      errors[player * outputs + output] = Math.sqrt(moments.variance[player]!);
    }
  }
  return { values, errors };
}

/** Writes s of a pair, whose members begin at a place: 1 for members and −1 for others. */
function writeSigns(signs: Float64Array, members: Uint8Array, at: number): void {
  for (let i = 0; i < signs.length; i++) signs[i] = 2 * members[at + i]! - 1;
}

/** Mean of s_i s_j over a stratum, for two different players. */
const meanProduct = (size: number, players: number): number =>
  players === 1 ? 1 : 1 - (4 * size * (players - size)) / (players * (players - 1));

/** The weighted fit to all pairs asked about, and how much each pair bears on it. */
interface LeaveOneOut {
  /** Pairs asked about per stratum. */
  readonly drawn: Float64Array;
  /** Weight of each pair. */
  readonly weights: Float64Array;
  /** Fit under the constraint: φ = projection · Σ weight s contrast + toTotal · total. */
  readonly projection: Float64Array;
  readonly toTotal: Float64Array;
  /** projection · s of each pair: pairs × players. */
  readonly pull: Float64Array;
  /** weight sᵀ projection s of each pair, in [0, 1). */
  readonly leverage: Float64Array;
}

function leaveOneOut(strata: readonly Stratum[], pairs: Pairs): LeaveOneOut {
  const { players, count, members, stratumOf } = pairs;
  const drawn = new Float64Array(strata.length);
  for (const place of stratumOf) drawn[place]!++;
  const weights = Float64Array.from(stratumOf, (place) => strata[place]!.weight / drawn[place]!);
  const { projection, toTotal } = constrainedInverse(pairs, weights);
  const pull = new Float64Array(count * players);
  const leverage = new Float64Array(count);
  const signs = new Float64Array(players);
  const parts = quadParts(projection, players);
  for (let pair = 0; pair < count; pair++) {
    const at = pair * players;
    addPull(pull, at, parts, members, players);
    writeSigns(signs, members, at);
    leverage[pair] = weights[pair]! * dot(pull, at, signs);
  }
  return { drawn, weights, projection, toTotal, pull, leverage };
}

/** Players whose signs are looked up together: a quad. */
const together = 4;
const choices = 2 ** together;

/** What each choice of the members of each quad adds to projection · s: at [(quad × choices + choice) × players + i]. */
function quadParts(projection: Float64Array, players: number): Float64Array {
  const parts = new Float64Array(Math.ceil(players / together) * choices * players);
  for (let player = 0; player < players; player++) {
    const k = player % together;
    for (let choice = 0; choice < choices; choice++) {
      const sign = ((choice >>> k) & 1) === 1 ? 1 : -1;
      const at = ((player - k) * (choices / together) + choice) * players;
      for (let i = 0; i < players; i++) parts[at + i]! += sign * projection[i * players + player]!;
    }
  }
  return parts;
}

/** Adds projection · s of the pair whose members begin at a place, from this place on. */
function addPull(pull: Float64Array, at: number, parts: Float64Array, members: Uint8Array, players: number): void {
  for (let first = 0; first < players; first += together) {
    let choice = 0;
    for (let k = Math.min(together, players - first) - 1; k >= 0; k--) choice = 2 * choice + members[at + first + k]!;
    const from = (first * (choices / together) + choice) * players;
    for (let i = 0; i < players; i++) pull[at + i]! += parts[from + i]!;
  }
}

/** Of Σ weight s sᵀ over the pairs: its inverse on values that add up to 0, and the values that a sum of 1 alone would have. */
function constrainedInverse({ players, members }: Pairs, weights: Float64Array) {
  // Adding 1·1ᵀ changes nothing under the constraint and makes the matrix definite for two players too.
  const normal = new Float64Array(players * players).fill(1);
  const signs = new Float64Array(players);
  for (let pair = 0; pair < weights.length; pair++) {
    writeSigns(signs, members, pair * players);
    addOuter(normal, signs, weights[pair]!);
  }
  const inverse = invertSymmetric(normal, players);
  const ones = new Float64Array(players).fill(1);
  const toTotal = ones.map((_, i) => dot(inverse, i * players, ones));
  const scale = toTotal.reduce((sum, value) => sum + value, 0);
  const projection = inverse.map(
    (value, at) => value - (toTotal[Math.floor(at / players)]! * toTotal[at % players]!) / scale,
  );
  return { projection, toTotal: toTotal.map((value) => value / scale) };
}

/** Adds weight s sᵀ to the lower triangle, which is all that is read of a symmetric matrix. */
function addOuter(matrix: Float64Array, signs: Float64Array, weight: number): void {
  for (let i = 0, row = 0; i < signs.length; i++, row += signs.length) {
    const scaled = weight * signs[i]!;
    for (let j = 0; j <= i; j++) matrix[row + j]! += scaled * signs[j]!;
  }
}

function dot(matrix: Float64Array, at: number, vector: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += matrix[at + i]! * vector[i]!;
  return sum;
}

function fitOf({ players, members }: Pairs, fit: LeaveOneOut, contrast: Float64Array, total: number): Float64Array {
  const moment = new Float64Array(players);
  const signs = new Float64Array(players);
  for (let pair = 0; pair < contrast.length; pair++) {
    writeSigns(signs, members, pair * players);
    const scaled = fit.weights[pair]! * contrast[pair]!;
    for (let i = 0; i < players; i++) moment[i]! += scaled * signs[i]!;
  }
  return fit.toTotal.map((share, i) => share * total + dot(fit.projection, i * players, moment));
}

/** Sums over the pairs of one stratum. */
interface StratumSums {
  /** Σ s · residual to the others' fit, and of its squares, both without their mean over players. */
  readonly residual: Float64Array;
  readonly square: Float64Array;
  /** Σ of the others' fits. */
  readonly fits: Float64Array;
}

/** φ without its mean over players, and its sampling variance. */
function strataMoments(
  strata: readonly Stratum[],
  pairs: Pairs,
  others: LeaveOneOut,
  contrast: Float64Array,
  total: number,
) {
  const { players } = pairs;
  const sums = sumStrata(strata, pairs, others, contrast, fitOf(pairs, others, contrast, total));
  const between = strata.reduce((sum, { weight, size }) => sum + weight * meanProduct(size, players), 0);
  const mean = new Float64Array(players);
  const variance = new Float64Array(players);
  for (const [place, { weight, size, pairs: all }] of strata.entries()) {
    const n = others.drawn[place]!;
    const { residual, square, fits } = sums[place]!;
    const meanFit = fits.reduce((sum, value) => sum + value, 0) / players;
    const factor = weight / n / (1 - between);
    for (let i = 0; i < players; i++) {
      // The stratum's mean of s sᵀ, times a fit, less the mean over players.
      const known = (1 - meanProduct(size, players)) * (fits[i]! - meanFit);
      mean[i]! += factor * (residual[i]! + known);
      if (n < all)
        variance[i]! += (factor ** 2 * (1 - n / all) * n * Math.max(0, square[i]! - residual[i]! ** 2 / n)) / (n - 1);
    }
  }
  return { mean, variance };
}

function sumStrata(
  strata: readonly Stratum[],
  { players, members, stratumOf }: Pairs,
  { weights, pull, leverage, drawn }: LeaveOneOut,
  contrast: Float64Array,
  phi: Float64Array,
): StratumSums[] {
  const room = () => new Float64Array(players);
  const sums = strata.map(() => ({ residual: room(), square: room(), fits: room() }));
  const signs = room();
  for (let pair = 0; pair < stratumOf.length; pair++) {
    const at = pair * players;
    const place = stratumOf[pair]!;
    const { residual, square, fits } = sums[place]!;
    writeSigns(signs, members, at);
    let off = contrast[pair]!;
    let sign = 0;
    for (let i = 0; i < players; i++) {
      off -= signs[i]! * phi[i]!;
      sign += signs[i]!;
    }
    const meanSign = sign / players;
    // In a stratum asked about in full the fit is put back as it was taken off, whichever it is.
    const sampled = drawn[place]! < strata[place]!.pairs;
    if (sampled) off /= 1 - leverage[pair]!;
    for (let i = 0; i < players; i++) {
      const part = (signs[i]! - meanSign) * off;
      residual[i]! += part;
      square[i]! += part * part;
      fits[i]! += phi[i]! - (sampled ? weights[pair]! * pull[at + i]! * off : 0);
    }
  }
  return sums;
}
