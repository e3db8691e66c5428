import { findRoot } from "./find-root.js";
import { gapPower } from "./gap-power.js";

/**
 * Smallest true difference from a reference rate that an audit of this size finds (shows to be above `tolerance`,
 * default 0) with the given power, at one-sided level alpha; null if no rate is far enough away. Towards the side with
 * more room: upwards from a reference of at most ½, downwards from a higher one.
 */
export function detectableDifference(
  pReference: number,
  nGroup: number,
  nReference: number,
  alpha: number,
  power: number,
  tolerance = 0,
): number | null {
  // Downwards is upwards for the complementary outcome.
  const reference = Math.min(pReference, 1 - pReference);
  const room = 1 - reference;
  const excess = (difference: number): number =>
    gapPower({ rate: reference + difference, n: nGroup, reference, nReference }, tolerance, alpha) - power;
  if (!(nGroup > 0 && nReference > 0 && tolerance < room) || excess(room) < 0) return null;
  return findRoot(excess, tolerance, room);
}
