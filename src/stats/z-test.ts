import { normalUpper } from "./normal-upper.js";
import type { Proportion } from "./proportion.js";
import type { Directions } from "./test-result.js";

/** A test by the normal distribution: `less` and `greater` speak of a against b. */
export interface ZTest extends Directions {
  /** Standardised distance; positive where a's rate is the greater one. */
  readonly z: number;
}

/** p-values that belong to a standard normal statistic. */
export const zTestOf = (z: number): ZTest => ({
  z,
  less: normalUpper(-z),
  greater: normalUpper(z),
  twoSided: 2 * normalUpper(Math.abs(z)),
});

const rateOf = ({ successes, trials }: Proportion): number => successes / trials;

/**
 * The z test that two independent proportions are equal, its variance from the pooled rate: the square of z is Pearson's
 * χ² without correction. null without trials in a group or where one outcome never occurs.
 * Source: A. Agresti, Categorical Data Analysis, 3rd ed. (2013), section 3.2.1.
 */
export function zTestPooled(a: Proportion, b: Proportion): ZTest | null {
  if (a.trials === 0 || b.trials === 0) return null;
  const rate = (a.successes + b.successes) / (a.trials + b.trials);
  if (rate === 0 || rate === 1) return null;
  return zTestOf((rateOf(a) - rateOf(b)) / Math.sqrt(rate * (1 - rate) * (1 / a.trials + 1 / b.trials)));
}

/**
 * Wald's z test that a − b is `difference`, its variance from each group's own rate; for comparison with other tools only,
 * with the weakness of Wald's interval. null without trials in a group, and without any variance (each group has one
 * outcome only), where it would be certain of everything.
 * Source: as above, section 3.1.2.
 */
export function zTestWald(a: Proportion, b: Proportion, difference = 0): ZTest | null {
  if (a.trials === 0 || b.trials === 0) return null;
  const [p, q] = [rateOf(a), rateOf(b)];
  const variance = (p * (1 - p)) / a.trials + (q * (1 - q)) / b.trials;
  return variance > 0 ? zTestOf((p - q - difference) / Math.sqrt(variance)) : null;
}
