import type { Interval } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { tCritical } from "./student-t.js";
import { tango } from "./tango.js";

/** Discordant pairs among pairs that are not independent. */
export interface EffectivePairs {
  /** Share of pairs (1, 0) and of pairs (0, 1). */
  readonly plus: number;
  readonly minus: number;
  /** How many independent pairs they are worth, above 0. */
  readonly n: number;
  /** Degrees of freedom of that number; null: the pairs are independent. */
  readonly df: number | null;
}

/**
 * Tango's score interval of a paired difference, on the effective number of pairs and with Student's t, at two-sided confidence
 * 1 − alpha: what `wilson_effective` is to Wilson's. It is never a single point: no discordant pair leaves about c²/(n + c²).
 * Source: T. Tango, Stat. Med. 17 (1998), as {@link tango}; E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193–201.
 */
export function tangoEffective({ plus, minus, n, df }: EffectivePairs, alpha: number): Interval {
  const critical = df === null ? twoSidedCritical(alpha) : tCritical(alpha, df);
  return tango(plus * n, minus * n, n, critical);
}
