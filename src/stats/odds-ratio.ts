import type { Bounds } from "../core/estimate.js";
import { twoSidedCritical } from "./normal-quantile.js";
import type { Proportion } from "./proportion.js";

const failures = ({ successes, trials }: Proportion): number => trials - successes;

/**
 * Odds of success in a over the odds in b, in [0, ∞]; null where it is 0/0 (an outcome that nobody had, or an empty group).
 * Infinite where only a has no failure or only b no success.
 */
export function oddsRatio(a: Proportion, b: Proportion): number | null {
  const numerator = a.successes * failures(b);
  const denominator = failures(a) * b.successes;
  return numerator === 0 && denominator === 0 ? null : numerator / denominator;
}

/**
 * Woolf's logit interval for the odds ratio, at two-sided confidence 1 − alpha; [0, ∞) (high null) when a cell is empty, as
 * nothing is added to a zero.
 * Source: B. Woolf, Annals of Human Genetics 19 (1955) 251–253, doi:10.1111/j.1469-1809.1955.tb01348.x.
 */
export function oddsRatioWoolf(a: Proportion, b: Proportion, alpha: number): Bounds {
  if (a.trials === 0 || b.trials === 0) return { low: null, high: null };
  const cells = [a.successes, failures(a), b.successes, failures(b)];
  const ratio = oddsRatio(a, b);
  if (ratio === null || cells.includes(0)) return { low: 0, high: null };
  const variance = cells.reduce((sum, cell) => sum + 1 / cell, 0);
  const factor = Math.exp(twoSidedCritical(alpha) * Math.sqrt(variance));
  const high = ratio * factor;
  return { low: ratio / factor, high: Number.isFinite(high) ? high : null };
}
