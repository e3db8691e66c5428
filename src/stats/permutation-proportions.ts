import { marginsAsUrn } from "./fisher-exact.js";
import { hypergeometricProbabilities } from "./hypergeometric-distribution.js";
import type { Proportion } from "./proportion.js";
import type { Directions } from "./test-result.js";

/**
 * Exact permutation test of a difference of two proportions a − b: the share of all ways to deal the pooled outcomes to the
 * two groups whose difference is at least as large (two-sided: in size). Exact in whole numbers at any sample size; no
 * shuffling. Differs from `fisherExact` only in what counts as extreme. All 1 when a group is empty.
 * Source: E. J. G. Pitman, Supplement to the J. Royal Statistical Society 4 (1937) 119–130, doi:10.2307/2984124.
 */
export function permutationProportions(a: Proportion, b: Proportion): Directions {
  if (a.trials === 0 || b.trials === 0) return { less: 1, greater: 1, twoSided: 1 };
  const urn = marginsAsUrn(a, b);
  const { least, probabilities } = hypergeometricProbabilities(urn);
  // n_a·n_b times the difference of proportions.
  const difference = (successes: number): number => successes * b.trials - (urn.marked - successes) * a.trials;
  const observed = difference(a.successes);
  let [less, greater, twoSided] = [0, 0, 0];
  for (const [i, probability] of probabilities.entries()) {
    const here = difference(least + i);
    if (here <= observed) less += probability;
    if (here >= observed) greater += probability;
    if (Math.abs(here) >= Math.abs(observed)) twoSided += probability;
  }
  return { less: Math.min(1, less), greater: Math.min(1, greater), twoSided: Math.min(1, twoSided) };
}
