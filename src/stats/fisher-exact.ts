import { hypergeometricProbabilities, type Urn } from "./hypergeometric-distribution.js";
import type { Proportion } from "./proportion.js";
import type { Directions } from "./test-result.js";

/** a's successes given all margins, if group and outcome had nothing to do with each other. */
export function marginsAsUrn(a: Proportion, b: Proportion): Urn {
  const marked = a.successes + b.successes;
  return { marked, others: a.trials + b.trials - marked, drawn: a.trials };
}

// Two tables count as equally likely when their probabilities agree to this relative size: far above rounding error
// (about 1e-14), far below the distance of truly different ones.
const tie = 1 + 1e-9;

/**
 * Fisher's exact test of two independent proportions, conditional on all margins. Two-sided: the total probability of all
 * tables that are no more likely than the observed one (as R and SciPy).
 * Source: R. A. Fisher, Journal of the Royal Statistical Society 98 (1935) 39–82, doi:10.2307/2342435; Agresti 2013, section 3.5.1.
 * @throws RangeError where the margins leave more than 10,000,000 tables.
 */
export function fisherExact(a: Proportion, b: Proportion): Directions {
  const { least, probabilities } = hypergeometricProbabilities(marginsAsUrn(a, b));
  const observed = probabilities[a.successes - least]!;
  let [less, greater, twoSided] = [0, 0, 0];
  for (const [i, probability] of probabilities.entries()) {
    if (least + i <= a.successes) less += probability;
    if (least + i >= a.successes) greater += probability;
    if (probability <= observed * tie) twoSided += probability;
  }
  return { less: Math.min(1, less), greater: Math.min(1, greater), twoSided: Math.min(1, twoSided) };
}
