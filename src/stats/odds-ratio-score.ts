import type { Bounds } from "../core/estimate.js";
import { findRoot } from "./find-root.js";
import { marginsAsUrn } from "./fisher-exact.js";
import { hypergeometricSupport } from "./hypergeometric-distribution.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Proportion } from "./proportion.js";

/** Expected successes of a under an odds ratio, given both groups' successes together: root of a quadratic. */
function expectedSuccesses(a: Proportion, b: Proportion, odds: number): number {
  const marked = a.successes + b.successes;
  const linear = b.trials - marked + odds * (a.trials + marked);
  const product = odds * a.trials * marked;
  const root = Math.sqrt(linear * linear + 4 * (1 - odds) * product);
  // Two forms of one root: neither subtracts numbers of nearly equal size.
  return linear > 0 ? (2 * product) / (linear + root) : (root - linear) / (2 * (1 - odds));
}

/** Score statistic of a's successes at a supposed odds ratio, its variance times N/(N − 1). */
function scoreAt(a: Proportion, b: Proportion, odds: number): number {
  const expectedA = expectedSuccesses(a, b, odds);
  const expectedB = a.successes + b.successes - expectedA;
  const information = a.trials / (expectedA * (a.trials - expectedA)) + b.trials / (expectedB * (b.trials - expectedB));
  const size = a.trials + b.trials;
  return (a.successes - expectedA) * Math.sqrt((information * (size - 1)) / size);
}

/** Odds ratio at which the score, falling in it, has the given value. */
function solve(a: Proportion, b: Proportion, value: number): number {
  const excess = (logOdds: number): number => scoreAt(a, b, Math.exp(logOdds)) - value;
  let reach = 1;
  while (reach < 100 && (excess(-reach) < 0 || excess(reach) > 0)) reach *= 2;
  return Math.exp(findRoot(excess, -reach, reach));
}

/**
 * Score interval for the odds ratio of a against b, at two-sided confidence 1 − alpha; low is 0, or high null (infinite),
 * where a's successes are as few, or as many, as the margins allow. No bounds without trials.
 * Source: J. Cornfield, Proc. 3rd Berkeley Symposium 4 (1956) 135–148, without continuity correction; the factor
 * N/(N − 1) is O. Miettinen and M. Nurminen's, Stat. Med. 4 (1985), doi:10.1002/sim.4780040211.
 */
export function oddsRatioScore(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const { least, most } = hypergeometricSupport(marginsAsUrn(a, b));
  const critical = twoSidedCritical(alpha);
  return {
    low: a.successes === least ? 0 : solve(a, b, critical),
    high: a.successes === most ? null : solve(a, b, -critical),
  };
}
