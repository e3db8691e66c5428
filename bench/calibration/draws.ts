import type { Random } from "../../src/core/random.js";
import { binomialProbability } from "../../src/stats/binomial-distribution.js";

/** Outcomes and probabilities of a binomial variable, without the ends that 8 standard deviations leave out (below 1e-14). */
export function binomialOutcomes(n: number, p: number): { readonly x: number; readonly probability: number }[] {
  const reach = 8 * Math.sqrt(n * p * (1 - p)) + 8;
  const [from, to] = [Math.max(0, Math.floor(n * p - reach)), Math.min(n, Math.ceil(n * p + reach))];
  return Array.from({ length: to - from + 1 }, (_, i) => ({
    x: from + i,
    probability: binomialProbability(from + i, n, p),
  }));
}

/** Evenly spread rates over [p/2, 2p], no higher than 1 − p/2: coverage is averaged over them. */
export const ratesAround = (p: number, points = 41): number[] =>
  Array.from({ length: points }, (_, i) => p / 2 + (i * (highest(p) - p / 2)) / (points - 1));

const highest = (p: number): number => Math.min(2 * p, 1 - p / 2);

/** One rate drawn evenly from [p/2, 2p]. */
export const drawRate = (random: Random, p: number): number => p / 2 + random() * (highest(p) - p / 2);

/** A standard normal number. Source: G. Box and M. Muller, Ann. Math. Statist. 29 (1958), doi:10.1214/aoms/1177706645. */
export const drawNormal = (random: Random): number =>
  Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());

/** A log-normal number whose logarithm has this standard deviation and mean 0. */
export const drawLogNormal = (random: Random, sigma = 1): number => Math.exp(sigma * drawNormal(random));

/** Size of a unit: geometric from 1 upwards with this mean. */
export const drawUnitSize = (random: Random, mean = 4): number =>
  1 + Math.floor(Math.log(1 - random()) / Math.log1p(-1 / mean));

/**
 * Logarithm of a gamma number of this shape (scale 1), which does not underflow for small shapes.
 * Source: G. Marsaglia and W. W. Tsang, ACM TOMS 26 (2000), doi:10.1145/358407.358414.
 */
function drawLogGamma(random: Random, shape: number): number {
  if (shape < 1) return drawLogGamma(random, shape + 1) + Math.log(1 - random()) / shape;
  const d = shape - 1 / 3;
  for (;;) {
    const z = drawNormal(random);
    const v = (1 + z / Math.sqrt(9 * d)) ** 3;
    if (v > 0 && Math.log(1 - random()) < (z * z) / 2 + d - d * v + d * Math.log(v)) return Math.log(d * v);
  }
}

/**
 * The rate of one unit, where units' rates are beta distributed with mean p and rows of one unit correlate by `icc`: their
 * counts are then beta-binomial.
 */
export function drawUnitRate(random: Random, p: number, icc: number): number {
  if (icc === 0) return p;
  const weight = (1 - icc) / icc;
  const difference = drawLogGamma(random, (1 - p) * weight) - drawLogGamma(random, p * weight);
  return 1 / (1 + Math.exp(difference));
}
