import { findRoot } from "./find-root.js";

/** No double-precision probability is left beyond this critical value. */
export const mostCritical = 37;

/** Where `excess`, falling in the critical value, becomes 0; `least` where it is not even positive there. */
export function largestCritical(excess: (c: number) => number, least: number): number {
  if (!(excess(least) > 0)) return least;
  return excess(mostCritical) > 0 ? mostCritical : findRoot(excess, least, mostCritical);
}
