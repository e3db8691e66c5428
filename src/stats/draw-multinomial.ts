import type { Random } from "../core/random.js";
import { drawBinomial } from "./draw-binomial.js";

/**
 * Counts of n draws over cells with the given weights (≥ 0, not all 0), by conditional binomials; written into `into`.
 * The cost grows with the number of cells, not with n.
 */
export function drawMultinomial(random: Random, n: number, weights: ArrayLike<number>, into: Float64Array): void {
  let rest = 0;
  for (let i = 0; i < weights.length; i++) rest += weights[i]!;
  let left = n;
  for (let i = 0; i < weights.length; i++) {
    const weight = weights[i]!;
    // Rounding may leave less than the last weight: then all that is left goes there.
    into[i] = left > 0 && weight > 0 ? drawBinomial(random, left, Math.min(1, weight / rest)) : 0;
    left -= into[i]!;
    rest -= weight;
  }
}
