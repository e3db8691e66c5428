import { stepDown } from "./step-down.js";

/**
 * p-values adjusted for testing all of them together (family-wise error), in the order given.
 * Source: S. Holm, Scand. J. Statist. 6 (1979), 65–70, https://www.jstor.org/stable/4615733.
 */
export const holm = (p: readonly number[]): number[] => stepDown(p, (value, left) => left * value);
