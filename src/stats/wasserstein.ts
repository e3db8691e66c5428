import type { CountedValues } from "./counted-values.js";
import { visitDistributionGap } from "./distribution-gap.js";

/**
 * Wasserstein-1 (earth mover's) distance of two samples, ∫ |F − G|, in the unit of the values and at least 0: the mean
 * distance that one sample has to be moved to become the other. null when a sample is empty.
 * Source: S. S. Vallender, Theory of Probability and its Applications 18 (1974) 784–786, doi:10.1137/1118101.
 */
export function wasserstein(x: CountedValues, y: CountedValues): number | null {
  if (x.values.length === 0 || y.values.length === 0) return null;
  let sum = 0;
  visitDistributionGap(x, y, (gap, width) => {
    sum += Math.abs(gap) * width;
  });
  return sum;
}
