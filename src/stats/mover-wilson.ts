import type { IntervalFunction } from "./interval-function.js";
import { moverDifference } from "./mover.js";
import { wilsonEffective } from "./wilson-effective.js";

/**
 * Difference of two dependent shares by MOVER of their Wilson intervals on effective trials; basis [share, effective trials, degrees of
 * freedom] of the one, then of the other, their correlation, rows; the rows are for the reader.
 * Source: G. Y. Zou, Stat. Med. 27 (2008), doi:10.1002/sim.3095 (MOVER with a correlation).
 */
export const moverWilson: IntervalFunction = (basis, alpha) => {
  const [a, , , b, , , correlation] = basis as [number, number, number, number, number, number, number];
  return moverDifference(
    a,
    wilsonEffective(basis.slice(0, 3), alpha),
    b,
    wilsonEffective(basis.slice(3, 6), alpha),
    correlation,
  );
};
