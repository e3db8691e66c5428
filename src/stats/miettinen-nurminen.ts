import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Proportion } from "./proportion.js";
import { scasDifference } from "./scas-difference.js";
import { scasRatio } from "./scas-ratio.js";

/**
 * Miettinen–Nurminen score interval for the difference of two independent proportions a − b, in [−1, 1], at two-sided
 * confidence 1 − alpha: SCAS without its skewness correction, for comparison with other tools. No bounds without trials.
 * Source: O. Miettinen and M. Nurminen, Statistics in Medicine 4 (1985) 213–226, doi:10.1002/sim.4780040211.
 */
export function miettinenNurminenDifference(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  return scasDifference(a.successes, a.trials, b.successes, b.trials, twoSidedCritical(alpha), { plain: true });
}

/** The same for the ratio a / b: low is 0 without successes in a, high null (infinite) without any in b. */
export function miettinenNurminenRatio(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  return scasRatio(a.successes, a.trials, b.successes, b.trials, twoSidedCritical(alpha), { plain: true });
}
