import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Proportion } from "./proportion.js";

/**
 * Katz's log interval for the ratio of two independent proportions a / b, at two-sided confidence 1 − alpha.
 * Nothing is added to a zero count: without successes in either group the logarithm has no variance, and the interval is
 * [0, ∞) (high null), because the method then knows nothing.
 * Source: D. Katz, J. Baptista, S. P. Azen and M. C. Pike, Biometrics 34 (1978) 469–474, method C, doi:10.2307/2530610.
 */
export function katz(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  if (a.successes === 0 || b.successes === 0) return { low: 0, high: null };
  const ratio = a.successes / a.trials / (b.successes / b.trials);
  const variance = 1 / a.successes - 1 / a.trials + 1 / b.successes - 1 / b.trials;
  const factor = Math.exp(twoSidedCritical(alpha) * Math.sqrt(variance));
  return { low: ratio / factor, high: ratio * factor };
}
