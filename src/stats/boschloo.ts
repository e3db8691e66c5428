import { fisherExact } from "./fisher-exact.js";
import type { Proportion } from "./proportion.js";
import type { Directions } from "./test-result.js";
import { unconditionalP } from "./unconditional-test.js";

/** As in Fisher's test: p-values that agree to this relative size are tied. */
const tie = 1 + 1e-9;

/**
 * Boschloo's exact test of two independent proportions: Fisher's one-sided p as the statistic of an unconditional test, and so
 * never above Fisher's one-sided p. Two-sided p is twice the smaller side, as in SciPy. null for an empty group. Not a
 * default, for the reasons given with `barnard`.
 * Source: R. D. Boschloo, Statistica Neerlandica 24 (1970) 1–9, doi:10.1111/j.1467-9574.1970.tb00104.x.
 * @throws RangeError where the groups have more than 4,000,000 possible tables.
 */
export function boschloo(a: Proportion, b: Proportion): Directions | null {
  if (a.trials === 0 || b.trials === 0) return null;
  const less = lowerSide(a, b);
  const greater = lowerSide(b, a);
  return { less, greater, twoSided: Math.min(1, 2 * Math.min(less, greater)) };
}

/** p-value against the first group having the smaller rate. */
function lowerSide(a: Proportion, b: Proportion): number {
  const observed = fisherExact(a, b).less * tie;
  return unconditionalP(a, b, (_total, _least, probabilities) => {
    // Fisher's p grows with the first group's successes: the extreme tables are the first ones.
    let below = 0;
    for (const probability of probabilities) {
      if (below + probability > observed) return below;
      below += probability;
    }
    return below;
  });
}
