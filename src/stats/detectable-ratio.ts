import { findRoot } from "./find-root.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import { constrainedRatio } from "./score-ratio.js";

/**
 * Largest true ratio below `threshold` (default 1) to a reference rate that an audit of this size finds (shows to be
 * below the threshold) with the given power, at one-sided level alpha; null if not even a ratio of 0 would be found.
 */
export function detectableRatio(
  pReference: number,
  nGroup: number,
  nReference: number,
  alpha: number,
  power: number,
  threshold = 1,
): number | null {
  if (!(pReference > 0 && nGroup > 0 && nReference > 0)) return null;
  const z = -normalQuantile(alpha);
  const noise = (p: number, q: number): number =>
    Math.sqrt((p * (1 - p)) / nGroup + (threshold ** 2 * q * (1 - q)) / nReference);
  const excess = (ratio: number): number => {
    const rate = ratio * pReference;
    const [p, q] = constrainedRatio(rate * nGroup, nGroup, pReference * nReference, nReference, threshold);
    const error = noise(rate, pReference);
    const beyond = z * noise(p, q) - (threshold - ratio) * pReference;
    return (error > 0 ? normalUpper(beyond / error) : beyond < 0 ? 1 : 0) - power;
  };
  return excess(0) < 0 ? null : findRoot(excess, 0, threshold);
}
