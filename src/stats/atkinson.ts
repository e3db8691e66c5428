import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";

/**
 * Atkinson's index of benefits (at least 0), in [0, 1]: the share of all benefit that could be given up, were the rest spread
 * evenly, for a society with this aversion to inequality (above 0; 1 compares the geometric with the arithmetic mean). 1 when
 * somebody has nothing and the aversion is at least 1. null without people or when the mean is 0.
 * Source: A. B. Atkinson, Journal of Economic Theory 2 (1970) 244–263, doi:10.1016/0022-0531(70)90039-6.
 */
export function atkinson(benefits: CountedValues, aversion: number): number | null {
  const people = sizeOf(benefits);
  const mean = sumOver(benefits, (benefit) => benefit) / people;
  if (!(mean > 0)) return null;
  const even =
    aversion === 1
      ? Math.exp(sumOver(benefits, (benefit) => Math.log(benefit / mean)) / people)
      : (sumOver(benefits, (benefit) => (benefit / mean) ** (1 - aversion)) / people) ** (1 / (1 - aversion));
  return Math.min(1, Math.max(0, 1 - even));
}
