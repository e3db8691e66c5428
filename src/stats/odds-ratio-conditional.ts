import type { Bounds } from "../core/estimate.js";
import { findRoot } from "./find-root.js";
import { hypergeometricSupport, hypergeometricValues, nextOverThis, type Urn } from "./hypergeometric-distribution.js";
import type { Proportion } from "./proportion.js";

/** Estimate and exact interval; the estimate is null where every table with these margins is this one. */
export interface ConditionalOddsRatio extends Bounds {
  /** In [0, ∞]. */
  readonly value: number | null;
}

/** Distribution of a's successes, all margins fixed, as a family in the log odds ratio. */
interface Family {
  readonly least: number;
  readonly logWeights: Float64Array;
}

/** In logarithms, as a strong difference between large groups lies where the probabilities underflow. */
function familyOf(urn: Urn): Family {
  const { least } = hypergeometricSupport(urn);
  const logWeights = new Float64Array(hypergeometricValues(urn));
  for (let i = 1; i < logWeights.length; i++) {
    logWeights[i] = logWeights[i - 1]! + Math.log(nextOverThis(least + i - 1, urn));
  }
  return { least, logWeights };
}

/** Mean and both tails at `observed` for one log odds ratio. */
function momentsAt({ least, logWeights }: Family, observed: number, logRatio: number) {
  let top = Number.NEGATIVE_INFINITY;
  for (const [i, weight] of logWeights.entries()) top = Math.max(top, weight + logRatio * (least + i));
  let [sum, weighted, below, above] = [0, 0, 0, 0];
  for (const [i, weight] of logWeights.entries()) {
    const k = least + i;
    const term = Math.exp(weight + logRatio * k - top);
    sum += term;
    weighted += term * k;
    if (k <= observed) below += term;
    if (k >= observed) above += term;
  }
  return { mean: weighted / sum, below: below / sum, above: above / sum };
}

/** Root of an increasing function of the log odds ratio. */
function solve(f: (logRatio: number) => number): number {
  let reach = 1;
  while (f(-reach) > 0 || f(reach) < 0) reach *= 2;
  return Math.exp(findRoot(f, -reach, reach));
}

/**
 * Conditional maximum-likelihood odds ratio of a against b and its exact interval at two-sided confidence 1 − alpha: each
 * limit leaves alpha/2 in one tail of the noncentral hypergeometric distribution. 0 and ∞ (high null) where a's successes
 * are as few or as many as the margins allow. Time grows with the smaller margin.
 * Source: J. Cornfield, Proc. 3rd Berkeley Symposium 4 (1956) 135–148; Agresti 2013, chapter 16. As R's `fisher.test`.
 * @throws RangeError where the margins leave more than 10,000,000 tables.
 */
export function oddsRatioConditional(a: Proportion, b: Proportion, alpha: number): ConditionalOddsRatio {
  const marked = a.successes + b.successes;
  const family = familyOf({ marked, others: a.trials + b.trials - marked, drawn: a.trials });
  const { least } = family;
  const most = least + family.logWeights.length - 1;
  if (least === most) return { value: null, low: 0, high: null };
  const x = a.successes;
  const at = (logRatio: number) => momentsAt(family, x, logRatio);
  return {
    value: x === least ? 0 : x === most ? Number.POSITIVE_INFINITY : solve((u) => at(u).mean - x),
    low: x === least ? 0 : solve((u) => Math.log(at(u).above / (alpha / 2))),
    high: x === most ? null : solve((u) => Math.log(alpha / 2 / at(u).below)),
  };
}
