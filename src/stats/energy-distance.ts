import type { CountedValues } from "./counted-values.js";
import { visitDistributionGap } from "./distribution-gap.js";

/**
 * Energy distance of two samples, √(2 ∫ (F − G)²), at least 0 and in the square root of the unit of the values; null when a
 * sample is empty.
 * Source: G. J. Székely and M. L. Rizzo, J. Statistical Planning and Inference 143 (2013) 1249–1272,
 * doi:10.1016/j.jspi.2013.03.018; in one dimension it is twice Cramér's distance.
 */
export function energyDistance(x: CountedValues, y: CountedValues): number | null {
  if (x.values.length === 0 || y.values.length === 0) return null;
  let sum = 0;
  visitDistributionGap(x, y, (gap, width) => {
    sum += gap * gap * width;
  });
  return Math.sqrt(2 * sum);
}
