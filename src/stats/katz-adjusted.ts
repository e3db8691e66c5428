import type { Bounds } from "../core/estimate.js";
import { katz } from "./katz.js";
import type { Proportion } from "./proportion.js";

const withHalf = ({ successes, trials }: Proportion): Proportion => ({
  successes: successes + 0.5,
  trials: trials + 0.5,
});

/**
 * Katz's log interval after half a success is added to each group, for the ratio of two independent proportions a / b at
 * two-sided confidence 1 − alpha; always finite, and it may miss the ratio of the counts. Not a default, for comparison
 * with other tools only: without any success in two groups it speaks of a ratio that the half alone has made. No bounds
 * without trials.
 * Source: S. D. Walter, Biometrika 62 (1975) 371–374, doi:10.1093/biomet/62.2.371.
 */
export function katzAdjusted(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  return katz(withHalf(a), withHalf(b), alpha);
}
