import { complementaryError } from "./complementary-error.js";

/** P(Z > z) of a standard normal Z, in [0, 1]; keeps its digits in the upper tail. P(Z < z) is `normalUpper(-z)`. */
export const normalUpper = (z: number): number => complementaryError(z * Math.SQRT1_2) / 2;
