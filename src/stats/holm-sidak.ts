import { stepDown } from "./step-down.js";

/**
 * Holm's adjustment with Šidák's 1 − (1 − p)^left in place of left·p, in input order: family-wise error for independent
 * tests. Not a default: a little smaller than Holm's, which holds under any dependence.
 * Source: S. Holm, Scand. J. Statist. 6 (1979) 65–70; Z. Šidák, J. American Statistical Association 62 (1967) 626–633,
 * doi:10.1080/01621459.1967.10482935.
 */
export const holmSidak = (p: readonly number[]): number[] =>
  stepDown(p, (value, left) => -Math.expm1(left * Math.log1p(-value)));
