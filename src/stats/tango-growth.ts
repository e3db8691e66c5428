import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { type PairCounts, pairedChange } from "./paired-change.js";

/**
 * Bounds of how much an absolute gap between two groups grew from one outcome of the same rows to another: basis [n11, n10, n01, n00] of
 * the one group, then of the other, as in {@link pairedChange}. With signs s and t the growth is max over s of min over t of
 * s·now − t·then. The lower bound is that of {@link pairedChange}; the upper one takes the limits' own max and min at half the level
 * (only one of the two t can fail that is not the true one), so that a gap that shrank is not bounded by how far it moved.
 */
export const tangoGrowth: IntervalFunction = (basis, alpha) => {
  const [one, other] = [cellsAt(basis, 0), cellsAt(basis, 4)];
  const { growthBounds } = pairedChange(one, other, twoSidedCritical(alpha));
  const { change, sum } = pairedChange(one, other, twoSidedCritical(alpha / 2));
  return {
    low: growthBounds.low,
    high: Math.max(Math.min(change.high, sum.high), Math.min(-change.low, -sum.low)),
  };
};

const cellsAt = (basis: readonly number[], from: number): PairCounts => {
  const [n11 = 0, n10 = 0, n01 = 0, n00 = 0] = basis.slice(from);
  return { n11, n10, n01, n00 };
};
