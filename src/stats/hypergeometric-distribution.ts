import { binomialProbability } from "./binomial-distribution.js";

/** An urn: `drawn` balls are taken out of `marked + others`, none put back. */
export interface Urn {
  readonly marked: number;
  readonly others: number;
  readonly drawn: number;
}

/** Fewest and most marked balls that can be among those drawn. */
export const hypergeometricSupport = ({ marked, others, drawn }: Urn): { least: number; most: number } => ({
  least: Math.max(0, drawn - others),
  most: Math.min(marked, drawn),
});

/**
 * Probability that k of the drawn balls are marked, to nearly full relative precision.
 * Source: C. Loader (2000): three binomial probabilities at the share of balls that is drawn, which cancels.
 */
export function hypergeometricProbability(k: number, { marked, others, drawn }: Urn): number {
  const balls = marked + others;
  if (balls === 0) return Number(k === 0);
  const share = drawn / balls;
  const joint = binomialProbability(k, marked, share) * binomialProbability(drawn - k, others, share);
  return joint / binomialProbability(drawn, balls, share);
}

/** More values than this take too much memory and time; asymptotic methods then do as well. */
const mostValues = 10_000_000;

/** Number of values that the count of marked balls can take. @throws RangeError beyond 10,000,000. */
export function hypergeometricValues(urn: Urn): number {
  const { least, most } = hypergeometricSupport(urn);
  if (most - least >= mostValues) {
    throw new RangeError(`an exact distribution over ${most - least + 1} values would take too long`);
  }
  return most - least + 1;
}

/** Most likely number of marked balls among those drawn. */
export function hypergeometricMode(urn: Urn): number {
  const { least, most } = hypergeometricSupport(urn);
  const mode = Math.floor(((urn.drawn + 1) * (urn.marked + 1)) / (urn.marked + urn.others + 2));
  return Math.min(most, Math.max(least, mode));
}

/**
 * Every k of the support with its probability, in ascending order of k.
 * From one probability at the mode and the ratio of neighbours, so that a whole distribution costs little more than one value.
 * @throws RangeError where there are more than 10,000,000 values.
 */
export function hypergeometricProbabilities(urn: Urn): { least: number; probabilities: Float64Array } {
  const { least, most } = hypergeometricSupport(urn);
  const probabilities = new Float64Array(hypergeometricValues(urn));
  const mode = hypergeometricMode(urn);
  const peak = hypergeometricProbability(mode, urn);
  probabilities[mode - least] = peak;
  let value = peak;
  for (let k = mode; k < most; k++) probabilities[k + 1 - least] = value *= nextOverThis(k, urn);
  value = peak;
  for (let k = mode; k > least; k--) probabilities[k - 1 - least] = value /= nextOverThis(k - 1, urn);
  return { least, probabilities };
}

/** P(k + 1) / P(k). */
export const nextOverThis = (k: number, { marked, others, drawn }: Urn): number =>
  (((marked - k) / (k + 1)) * (drawn - k)) / (others - drawn + k + 1);
