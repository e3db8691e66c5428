import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";

/** How unequal one benefit is, b its value as a multiple of the mean (at least 0). */
function inequalityOf(b: number, alpha: number): number {
  if (alpha === 1) return b === 0 ? 0 : b * Math.log(b);
  if (alpha === 0) return -Math.log(b);
  return (b ** alpha - 1) / (alpha * (alpha - 1));
}

/**
 * Generalized entropy index of benefits (at least 0): how unequally they are spread over people, 0 when all are equal. alpha 1
 * is Theil's T, 0 the mean log deviation (Theil's L; infinite when somebody has benefit 0), 2 half the squared coefficient of
 * variation. Counts may be weights. null without people or when the mean benefit is 0.
 * For a classifier the benefit is prediction − label + 1: 0 for a false negative, 1 for a right answer, 2 for a false positive.
 * Source: A. F. Shorrocks, Econometrica 48 (1980) 613–625, doi:10.2307/1913126; T. Speicher et al., KDD 2018, doi:10.1145/3219819.3220046.
 */
export function generalizedEntropy(benefits: CountedValues, alpha: number): number | null {
  const people = sizeOf(benefits);
  const mean = sumOver(benefits, (benefit) => benefit) / people;
  if (!(mean > 0)) return null;
  // −0 and rounding below 0 for equal benefits.
  return Math.max(0, sumOver(benefits, (benefit) => inequalityOf(benefit / mean, alpha)) / people);
}

/** Inequality among all people, split by group. */
export interface EntropyParts {
  readonly total: number;
  /** What is left when everybody is given the mean benefit of the group: inequality between groups. */
  readonly between: number;
  /** Weighted inequality inside the groups. total = between + within; infinite when total is. */
  readonly within: number;
}

/**
 * Generalized entropy of all people, split into what lies between groups and inside them; null without people or when the
 * mean benefit is 0. Empty groups take no part.
 * Source: Shorrocks 1980, equation 29; Speicher et al. 2018, section 3.
 */
export function entropyParts(groups: readonly CountedValues[], alpha: number): EntropyParts | null {
  const used = groups.filter((group) => sizeOf(group) > 0);
  const total = generalizedEntropy(concatenated(used), alpha);
  const means = used.map((group) => sumOver(group, (benefit) => benefit) / sizeOf(group));
  const between = generalizedEntropy(
    { values: Float64Array.from(means), counts: Float64Array.from(used, sizeOf) },
    alpha,
  );
  return total === null || between === null ? null : { total, between, within: withinOf(used, means, alpha) };
}

function concatenated(groups: readonly CountedValues[]): CountedValues {
  return {
    values: Float64Array.from(groups.flatMap(({ values }) => Array.from(values))),
    counts: Float64Array.from(groups.flatMap(({ counts }) => Array.from(counts))),
  };
}

/** Σ share of people · (relative mean)^alpha · inequality inside. */
function withinOf(groups: readonly CountedValues[], means: readonly number[], alpha: number): number {
  const people = groups.reduce((sum, group) => sum + sizeOf(group), 0);
  const mean = groups.reduce((sum, group, g) => sum + sizeOf(group) * means[g]!, 0) / people;
  return groups.reduce((sum, group, g) => {
    const inside = generalizedEntropy(group, alpha);
    // A group whose mean is 0 has equal benefits.
    if (inside === null) return sum;
    return sum + (sizeOf(group) / people) * (means[g]! / mean) ** alpha * inside;
  }, 0);
}
