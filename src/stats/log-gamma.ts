import { stirlingError } from "./saddle-point.js";

const halfLogTwoPi = Math.log(2 * Math.PI) / 2;

/** ln Γ(x) for x > 0, by Stirling's formula and its error term (DLMF 5.11.1, https://dlmf.nist.gov/5.11). */
export const logGamma = (x: number): number => (x - 0.5) * Math.log(x) - x + halfLogTwoPi + stirlingError(x);

/** ln C(n, k), the number of ways to choose k of n; 0 ≤ k ≤ n. */
export const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);
