import type { Evidence } from "../core/estimate.js";
import { type CountedValues, sizeOf, sumOver } from "./counted-values.js";
import { visitDistributionGap } from "./distribution-gap.js";
import { kolmogorovUpper } from "./kolmogorov-distribution.js";
import { kolmogorovSmirnov } from "./kolmogorov-smirnov.js";
import { satterthwaite } from "./satterthwaite.js";
import { wasserstein } from "./wasserstein.js";

/** How far two samples are apart. */
export interface Apart {
  readonly value: number;
  /** Of independent rows that count alike; null: their spread is not known. */
  readonly evidence: Evidence | null;
  /** Of "the same distribution". */
  readonly p: number | null;
}

/** Mean absolute deviation of a normal number in standard deviations. */
const meanDeviation = Math.sqrt(2 / Math.PI);

/**
 * Wasserstein-1 distance of two samples of independent rows, with bounds that hold for large samples whatever the distributions. null when one is
 * empty.
 *
 * The distance is the largest difference of the means of any f with slopes in [−1, 1] (Kantorovich and Rubinstein). So the sample's is
 * at least the difference of the means of that f which is best for the true distributions, and Var f(X) ≤ Var X: above it, the standard error of
 * the difference of the two means is enough. It is too large by at most the distance ∫|G| that the errors G of the distribution functions make,
 * whose mean is √(2/π)∫σ, and which is above its mean by more than z such standard errors with probability at most P(Z > z): it is Lipschitz
 * and convex in G, and as the values of G correlate positively, no |φ| ≤ 1 makes Var ∫φG larger than φ = 1 does.
 * Source: L. V. Kantorovich and G. S. Rubinstein, Vestnik LGU 13:7 (1958) 52–59; C. Borell, Inventiones Mathematicae 30 (1975) 207–216,
 * doi:10.1007/BF01425510 (concentration); S. Kwapień, Proc. AMS 121 (1994), doi:10.2307/2160434 (the median is below the mean).
 */
export function wassersteinApart(x: CountedValues, y: CountedValues): Apart | null {
  const value = wasserstein(x, y);
  if (value === null) return null;
  const p = sameDistributionP(x, y, kolmogorovDistance(x, y) as number);
  const [n, m] = [sizeOf(x), sizeOf(y)];
  if (n < 2 || m < 2) return { value, evidence: null, p };
  const [withEndsX, withEndsY] = [withEnds(x, y), withEnds(y, x)];
  const [errorX, errorY] = [errorOfMean(withEndsX), errorOfMean(withEndsY)];
  const { error, df } = satterthwaite(errorX, n - 1, errorY, m - 1);
  const bias = meanDeviation * spreadOfErrors(withEndsX, withEndsY);
  return { value, evidence: { interval: "t_distance", basis: [value, bias, error, df, n + m] }, p };
}

/**
 * A sample with one more row at either end of what scores may be, [0, 1] or further where one lies outside: a score that a few rows in a
 * hundred have is often in none of 30, and their spread alone would say that there is none.
 */
function withEnds({ values, counts }: CountedValues, other: CountedValues): CountedValues {
  const lowest = Math.min(0, values[0]!, other.values[0]!);
  const highest = Math.max(1, values.at(-1)!, other.values.at(-1)!);
  return { values: between(lowest, values, highest), counts: between(1, counts, 1) };
}

function between(first: number, middle: Float64Array, last: number): Float64Array {
  const all = new Float64Array(middle.length + 2);
  all.set(middle, 1);
  all[0] = first;
  all[all.length - 1] = last;
  return all;
}

function errorOfMean(sample: CountedValues): number {
  const n = sizeOf(sample);
  const mean = sumOver(sample, (value) => value) / n;
  return Math.sqrt(sumOver(sample, (value) => (value - mean) ** 2) / (n * (n - 1)));
}

/** ∫ of the standard deviation of F̂ − Ĝ over all values. */
function spreadOfErrors(x: CountedValues, y: CountedValues): number {
  const [n, m] = [sizeOf(x), sizeOf(y)];
  let sum = 0;
  visitTwo(x, y, (upToX, upToY, width) => {
    const [f, g] = [upToX / n, upToY / m];
    sum += width * Math.sqrt((f * (1 - f)) / Math.max(1, n - 1) + (g * (1 - g)) / Math.max(1, m - 1));
  });
  return sum;
}

/** Rows of each sample up to each value, with the distance to the next one. */
function visitTwo(x: CountedValues, y: CountedValues, visit: (x: number, y: number, width: number) => void): void {
  let [i, j, upToX, upToY] = [0, 0, 0, 0];
  while (i < x.values.length || j < y.values.length) {
    const value = Math.min(x.values[i] ?? Number.POSITIVE_INFINITY, y.values[j] ?? Number.POSITIVE_INFINITY);
    if (x.values[i] === value) upToX += x.counts[i++]!;
    if (y.values[j] === value) upToY += y.counts[j++]!;
    const next = Math.min(x.values[i] ?? Number.POSITIVE_INFINITY, y.values[j] ?? Number.POSITIVE_INFINITY);
    if (next < Number.POSITIVE_INFINITY) visit(upToX, upToY, next - value);
  }
}

/** Largest distance between the distribution functions of two samples of independent rows, with bounds for every size; null when one is empty. */
export function kolmogorovApart(x: CountedValues, y: CountedValues): Apart | null {
  const value = kolmogorovDistance(x, y);
  if (value === null) return null;
  const evidence = { interval: "dkw_distance", basis: [value, sizeOf(x), sizeOf(y)] };
  return { value, evidence, p: sameDistributionP(x, y, value) };
}

/** Largest distance between the distribution functions of two samples, in [0, 1]; counts may be weights. null when one is empty. */
export function kolmogorovDistance(x: CountedValues, y: CountedValues): number | null {
  if (x.values.length === 0 || y.values.length === 0) return null;
  let largest = 0;
  visitDistributionGap(x, y, (gap) => {
    largest = Math.max(largest, Math.abs(gap));
  });
  return Math.min(1, largest);
}

/** Beyond this the exact test takes tens of milliseconds, and its limit is near. */
const exactUpTo = 250_000;

/** Kolmogorov and Smirnov's test, exact given the ties for small samples, else by its limit, which ties make too large. */
function sameDistributionP(x: CountedValues, y: CountedValues, distance: number): number {
  const [n, m] = [sizeOf(x), sizeOf(y)];
  if (n * m <= exactUpTo) return kolmogorovSmirnov(x, y, { method: "exact" })!.twoSided;
  return kolmogorovUpper(Math.sqrt((n * m) / (n + m)) * distance);
}
