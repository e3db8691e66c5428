import type { Confusion } from "../core/confusion.js";
import { type CountedValues, sizeOf, sumOver } from "../stats/counted-values.js";

/**
 * Benefits prediction − label + 1 of a group's rows: 0 for a false negative, 1 for a right answer, 2 for a false positive.
 * Source: T. Speicher et al., KDD 2018, doi:10.1145/3219819.3220046.
 */
export function benefitsOf({ tp, fp, fn, tn }: Confusion): CountedValues {
  const present = [fn, tp + tn, fp].flatMap((count, benefit) => (count > 0 ? [{ benefit, count }] : []));
  return {
    values: Float64Array.from(present, ({ benefit }) => benefit),
    counts: Float64Array.from(present, ({ count }) => count),
  };
}

/** The rows of groups, each with the mean benefit of its group; groups without rows take no part. */
export function meanBenefits(groups: readonly Confusion[]): CountedValues {
  const present = groups.map(benefitsOf).filter((benefits) => sizeOf(benefits) > 0);
  return {
    values: Float64Array.from(present, (benefits) => sumOver(benefits, (benefit) => benefit) / sizeOf(benefits)),
    counts: Float64Array.from(present, sizeOf),
  };
}
