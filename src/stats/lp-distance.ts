import { sumOverOutcomes } from "./divergence-shares.js";

/** Euclidean (L₂) distance of two distributions over the same outcomes (counts or shares), in [0, √2]; null when one is empty. */
export function lpDistance(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  const sum = sumOverOutcomes(p, q, (a, b) => (a - b) ** 2);
  return sum === null ? null : Math.sqrt(sum);
}

/** Largest difference in one outcome's share (L∞), in [0, 1]; null when a distribution is empty. */
export function largestShareGap(p: ArrayLike<number>, q: ArrayLike<number>): number | null {
  let largest = 0;
  const sum = sumOverOutcomes(p, q, (a, b) => {
    largest = Math.max(largest, Math.abs(a - b));
    return 0;
  });
  return sum === null ? null : largest;
}
