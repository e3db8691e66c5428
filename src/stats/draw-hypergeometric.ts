import type { Random } from "../core/random.js";
import {
  hypergeometricMode,
  hypergeometricProbability,
  hypergeometricSupport,
  nextOverThis,
  type Urn,
} from "./hypergeometric-distribution.js";

/** Up to this many balls are drawn one by one, which is faster than working out a probability. */
const oneByOne = 12;

/** How many of the drawn balls are marked, in one random draw. */
export function drawHypergeometric(random: Random, urn: Urn): number {
  // Marked balls among the drawn are as many as drawn balls among the marked: walk over the smaller side.
  if (urn.marked <= oneByOne) return drawOneByOne(random, urn.marked, urn.drawn, urn.marked + urn.others);
  if (urn.drawn <= oneByOne) return drawOneByOne(random, urn.drawn, urn.marked, urn.marked + urn.others);
  return drawByInversion(random, urn);
}

function drawOneByOne(random: Random, balls: number, good: number, all: number): number {
  let hits = 0;
  for (let i = 0; i < balls; i++) {
    if (random() * (all - i) < good - hits) hits++;
  }
  return hits;
}

/** Inversion that starts at the mode and steps outwards, so that a draw takes about one standard deviation of steps. */
function drawByInversion(random: Random, urn: Urn): number {
  const { least, most } = hypergeometricSupport(urn);
  const mode = hypergeometricMode(urn);
  let [below, above] = [mode, mode];
  let [low, high] = [0, 0];
  low = high = hypergeometricProbability(mode, urn);
  let u = random() - low;
  while (u >= 0 && (below > least || above < most)) {
    if (above < most) {
      high *= nextOverThis(above++, urn);
      u -= high;
      if (u < 0) return above;
    }
    if (below > least) {
      low /= nextOverThis(--below, urn);
      u -= low;
      if (u < 0) return below;
    }
  }
  return mode;
}

/**
 * Deals `drawn` balls out of an urn with `sizes[i]` balls of colour i, none put back; writes how many of each colour came
 * into `into` (as long as `sizes`).
 */
export function drawMultivariateHypergeometric(
  random: Random,
  sizes: ArrayLike<number>,
  drawn: number,
  into: Float64Array,
): void {
  let others = 0;
  for (let i = 0; i < sizes.length; i++) others += sizes[i]!;
  let left = drawn;
  for (let i = 0; i < sizes.length; i++) {
    const marked = sizes[i]!;
    others -= marked;
    into[i] = left === 0 ? 0 : drawHypergeometric(random, { marked, others, drawn: left });
    left -= into[i]!;
  }
}
