import { findRoot } from "./find-root.js";

/** No double-precision probability is left beyond this critical value. */
export const mostCritical = 37;

/** How near to a guess, relatively, the root has to lie for the guess to be taken for it. */
const near = 1e-9;

/**
 * Where `excess`, falling in the critical value, becomes 0; `least` where it is not even positive there.
 * @param guess where it should, to full precision; looked at first, and taken only if `excess` changes its sign there
 */
export function largestCritical(excess: (c: number) => number, least: number, guess = least): number {
  const isInside = guess * (1 - near) > least && guess * (1 + near) < mostCritical;
  if (isInside && excess(guess * (1 - near)) > 0 && !(excess(guess * (1 + near)) > 0)) return guess;
  if (!(excess(least) > 0)) return least;
  return excess(mostCritical) > 0 ? mostCritical : findRoot(excess, least, mostCritical);
}
