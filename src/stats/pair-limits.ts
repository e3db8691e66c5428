import type { Sample } from "./sample.js";

/** Correlation of the estimates of samples i and j; not 0 where the same units stand in both. */
export type Correlation = (i: number, j: number) => number;

/** Of estimates that share no unit: known by its name, so that searches over all pairs can be sharper. */
export const uncorrelated: Correlation = () => 0;

/** One figure per sample as the first of a pair, and one as the second. */
export interface Ends {
  readonly first: Float64Array;
  readonly second: Float64Array;
}

/**
 * Lower limits of one kind of comparison (difference or ratio) between any two of some samples. Critical values are on
 * the normal scale: c stands for the two-sided level 2Φ(−c), also where the interval is one with Student's t.
 */
export interface PairLimits {
  readonly method: string;
  readonly scale: "difference" | "ratio";
  readonly samples: readonly Sample[];
  /** Whether pairs of equal samples have equal limits. */
  readonly alike: boolean;
  /** Lower limit of sample i compared with sample j at critical value c. */
  lower(i: number, j: number, c: number): number;
  /** The largest c at which that limit is still above `value`, if it is more than `least`; else `least`. */
  critical(i: number, j: number, value: number, least: number): number;
  /** The limit at c is at most first[i] − second[j] (ratios: first[i] / second[j]). */
  ceilings(c: number): Ends;
  /** The limit at c is at least first[i] − second[j] (ratios: first[i] / second[j]). */
  floors(c: number): Ends;
  /**
   * The place of the next sample in columns[from … to) compared with which sample i may have a limit at c above `value`;
   * `to` where there is none. Much cheaper than the limits.
   */
  nextAbove(i: number, columns: Int32Array, from: number, to: number, c: number, value: number): number;
  /** False only where the limit at c is not below `value`; much cheaper than the limit. */
  mayBeBelow(i: number, j: number, c: number, value: number): boolean;
}
