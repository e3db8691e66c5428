import { type GroupPair, pairSize } from "./proportion.js";

/** A disparity averaged over strata, and which of them could not tell. */
export interface ConditionalDisparity {
  /** In [−1, 1]; positive: the group has a larger share of the rejected than of the accepted. null where no stratum can tell. */
  readonly value: number | null;
  /** Indices of the strata where nobody, or everybody, is accepted; they are left out. */
  readonly leftOut: readonly number[];
}

/** The group's share of the rejected minus its share of the accepted; null when one of them is nobody. */
export function demographicDisparity({ a, b }: GroupPair): number | null {
  const accepted = a.successes + b.successes;
  const rejected = a.trials + b.trials - accepted;
  if (accepted === 0 || rejected === 0) return null;
  return (a.trials - a.successes) / rejected - a.successes / accepted;
}

/**
 * Conditional demographic disparity of the group `a` against everybody else `b`: the demographic disparity within the strata of
 * a declared factor, averaged by their rows. A stratum in which nobody or everybody is accepted cannot tell and is left out,
 * with its index (SageMaker Clarify counts a missing share as 0 instead: `clarifyConditionalDisparity`).
 * Source: S. Wachter, B. Mittelstadt and C. Russell, Computer Law & Security Review 41 (2021) 105567, doi:10.1016/j.clsr.2021.105567.
 */
export function conditionalDemographicDisparity(strata: readonly GroupPair[]): ConditionalDisparity {
  let [weighted, rows] = [0, 0];
  const leftOut: number[] = [];
  for (const [s, stratum] of strata.entries()) {
    const disparity = demographicDisparity(stratum);
    if (disparity === null) leftOut.push(s);
    else {
      weighted += pairSize(stratum) * disparity;
      rows += pairSize(stratum);
    }
  }
  return { value: rows === 0 ? null : weighted / rows, leftOut };
}
