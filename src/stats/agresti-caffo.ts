import type { Bounds } from "../core/estimate.js";
import type { Proportion } from "./proportion.js";
import { waldDifference } from "./wald-difference.js";

const withOneOfEach = ({ successes, trials }: Proportion): Proportion => ({
  successes: successes + 1,
  trials: trials + 2,
});

/**
 * Agresti–Caffo interval for a difference of two independent proportions a − b, at two-sided confidence 1 − alpha: the
 * Wald interval after one success and one failure are added to each group. Not cut to [−1, 1].
 * Source: A. Agresti and B. Caffo, The American Statistician 54 (2000) 280–288, doi:10.1080/00031305.2000.10474560.
 */
export function agrestiCaffo(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  return waldDifference(withOneOfEach(a), withOneOfEach(b), alpha);
}
