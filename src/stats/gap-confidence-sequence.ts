import { marginLogEvalues } from "./block-evalue.js";
import type { Interval } from "./interval-function.js";
import { logMeanExp } from "./log-mean-exp.js";
import type { GroupPair, Proportion } from "./proportion.js";

/** Level, start and fineness of a confidence sequence. */
export interface SequenceOptions {
  /** The sequence holds the true gap at every period together with probability at least 1 − alpha. */
  readonly alpha: number;
  /** Counts of the baseline run; default none. */
  readonly history?: GroupPair;
  /** Distance of the gaps that are tried; default 0.01. Limits fall on multiples of it, outwards. */
  readonly step?: number;
}

const none: Proportion = { successes: 0, trials: 0 };

/**
 * Anytime-valid confidence sequence for the difference of two proportions a − b: after each period an interval in [−1, 1], all
 * of which hold the true gap together with probability at least 1 − alpha, however often and for however long one looks.
 *
 * Definition. For a gap d let E(d) be the mean over the five margins of the products, over all blocks so far, of the block
 * e-values against "rate a − rate b ≤ d" (Turner, Ly and Grünwald 2024). d is rejected once E(d) ≥ 2/alpha, and stays so
 * (running intersection). The lower limit is the largest d on the grid −1 + step, −1 + 2·step … below which everything is
 * rejected; −1 before. The upper limit is minus the lower limit with the groups swapped.
 * Why it holds: for the first grid point at or above the true gap E is a supermartingale, by Ville's inequality it ever
 * reaches 2/alpha with probability at most alpha/2, and unless it does the lower limit stays below the true gap.
 * If the gap changes between periods, a limit speaks of the largest (smallest) gap so far. One row per unit and period.
 * Source: Turner, Ly and Grünwald 2024, doi:10.1016/j.jspi.2023.106116; inverting the e-process: R. J. Turner and
 * P. D. Grünwald, Statistics & Probability Letters 198 (2023) 109835, doi:10.1016/j.spl.2023.109835.
 */
export function gapConfidenceSequence(
  periods: readonly (readonly GroupPair[])[],
  options: SequenceOptions,
): Interval[] {
  const swap = ({ a, b }: GroupPair): GroupPair => ({ a: b, b: a });
  const history = options.history ?? { a: none, b: none };
  const low = lowerLimits(periods, { ...options, history });
  const high = lowerLimits(
    periods.map((blocks) => blocks.map(swap)),
    { ...options, history: swap(history) },
  );
  return low.map((limit, t) => ({ low: limit, high: -high[t]! }));
}

/** Lower limit after each period. */
function lowerLimits(
  periods: readonly (readonly GroupPair[])[],
  { alpha, history, step = 0.01 }: SequenceOptions & { readonly history: GroupPair },
): number[] {
  const limits = periods.map(() => -1);
  const points = Math.round(2 / step) - 1;
  let latest = 0;
  for (let g = 1; g <= points; g++) {
    // As a share of whole steps, so that grid points such as 0 are exact.
    const gap = (2 * g) / (points + 1) - 1;
    const rejected = periodOfRejection(periods, history.b, gap, Math.log(2 / alpha));
    if (rejected === null) break;
    latest = Math.max(latest, rejected);
    limits.fill(gap, latest);
  }
  return limits;
}

/** Index of the period in which "rate a − rate b ≤ gap" is rejected; null if it never is. */
function periodOfRejection(
  periods: readonly (readonly GroupPair[])[],
  lowerHistory: Proportion,
  gap: number,
  threshold: number,
): number | null {
  let { successes, trials } = lowerHistory;
  let sums: number[] | null = null;
  for (const [t, blocks] of periods.entries()) {
    for (const { a, b } of blocks) {
      const terms = marginLogEvalues(a, b, { successes, trials }, gap);
      if (terms !== null) sums = terms.map((term, i) => (sums?.[i] ?? 0) + term);
      successes += b.successes;
      trials += b.trials;
    }
    if (sums !== null && logMeanExp(sums) >= threshold) return t;
  }
  return null;
}
