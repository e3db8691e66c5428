import type { CountedValues } from "./counted-values.js";
import { generalizedEntropy } from "./generalized-entropy.js";

/** Theil's T index of benefits, at least 0: generalized entropy with alpha 1. Source: H. Theil, Economics and Information Theory (1967), chapter 4. */
export const theil = (benefits: CountedValues): number | null => generalizedEntropy(benefits, 1);

/** Coefficient of variation of benefits (population standard deviation over mean), at least 0: √(2 · generalized entropy with alpha 2). */
export function coefficientOfVariation(benefits: CountedValues): number | null {
  const entropy = generalizedEntropy(benefits, 2);
  return entropy === null ? null : Math.sqrt(2 * entropy);
}
