import type { ZTest } from "./z-test.js";

/** Two one-sided tests: that a quantity is above one limit, and below another. */
export interface Tost {
  /** p of "not above low", and of "not below high". */
  readonly pLow: number;
  readonly pHigh: number;
  /** The larger of the two: small where the quantity lies between the limits. */
  readonly p: number;
}

/**
 * Equivalence test: shows at level p that a quantity lies between `low` and `high`. `test` tests a supposed value of it
 * (as `scoreTestDifference` does); null where that is.
 * Source: D. J. Schuirmann, J. Pharmacokinetics and Biopharmaceutics 15 (1987) 657–680, doi:10.1007/BF01068419.
 */
export function tost(test: (value: number) => ZTest | null, low: number, high: number): Tost | null {
  const [atLow, atHigh] = [test(low), test(high)];
  if (atLow === null || atHigh === null) return null;
  const [pLow, pHigh] = [atLow.greater, atHigh.less];
  return { pLow, pHigh, p: Math.max(pLow, pHigh) };
}
