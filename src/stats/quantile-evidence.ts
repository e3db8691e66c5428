import type { Evidence } from "../core/estimate.js";
import { binomialQuantile } from "./binomial-distribution.js";
import type { EffectiveProportion } from "./clustered-proportion.js";
import { normalUpper } from "./normal-upper.js";
import { tCritical } from "./student-t.js";
import { mostCritical, tabulate } from "./tabulated.js";
import { weightedQuantiles } from "./weighted-quantile.js";
import { firstNotBelow, runningSums, type WeightedValues } from "./weighted-values.js";

/** Rows may all lie on one side of the quantile with this probability, so that nothing but a guess bounds it there. */
const allOnOneSide = 0.005;

/**
 * Fewest (effective) rows with which a quantile has two-sided intervals at 99 %: 8 of a median, 51 of a 90th percentile. With fewer,
 * the largest or the smallest row is no bound at that level.
 */
export const rowsForQuantile = (q: number): number => Math.ceil(Math.log(allOnOneSide) / Math.log(Math.max(q, 1 - q)));

/**
 * Limits of a quantile (q in (0, 1)) of independent rows that count alike, by order statistics, at every level: how many of n values
 * lie below the true quantile is binomial. Levels that n does not reach have the outermost value as limit. null below
 * {@link rowsForQuantile} rows.
 * Source: H. A. David and H. N. Nagaraja, Order Statistics, 3rd ed. (2003), section 7.1.
 */
export function orderStatisticEvidence(sample: WeightedValues, q: number, value: number): Evidence | null {
  const sums = runningSums(sample.counts);
  const n = sums.at(-1) ?? 0;
  if (n < rowsForQuantile(q)) return null;
  const ofRank = (rank: number): number => sample.values[firstNotBelow(sums, Math.min(n, Math.max(1, rank)))]!;
  const limit = (z: number): number =>
    z < 0
      ? ofRank(binomialQuantile(normalUpper(-z), n, q))
      : // n − k values above: the same tail as a lower limit, so that it keeps its digits.
        ofRank(n + 1 - binomialQuantile(normalUpper(z), n, 1 - q));
  return { interval: "order_statistic", basis: tabulate(n, blurred(value, limit)) };
}

/** How much rows that come in units, or have weights, tell about a share of them. */
export type EffectiveSize = Pick<EffectiveProportion, "n" | "nEffective" | "df" | "kish">;

/**
 * The same for rows that come in units or have weights: the values at which the share at or below is as far from q as chance makes
 * it, q ± t·√(q(1 − q)/effective size). null below {@link rowsForQuantile} effective rows, or units of equal weight: those are
 * needed, too, as few units may look worth many rows by chance.
 * Source: R. S. Woodruff, JASA 47 (1952), doi:10.1080/01621459.1952.10483443, with the variance of the share at the true quantile.
 */
export function woodruffEvidence(
  sample: WeightedValues,
  q: number,
  value: number,
  { n, nEffective, df, kish }: EffectiveSize,
): Evidence | null {
  const at = weightedQuantiles(sample);
  if (at === null || Math.min(nEffective, kish) < rowsForQuantile(q)) return null;
  const error = Math.sqrt((q * (1 - q)) / nEffective);
  const shift = (z: number): number => tCritical(2 * normalUpper(z), df) * error;
  const limit = (z: number): number => at(z < 0 ? q - shift(-z) : q + shift(z));
  return { interval: "order_statistic", basis: tabulate(n, blurred(value, limit)) };
}

/** Fewest steps of the grid that limits are rounded to, from the lowest to the highest of the table. */
const gridSteps = 32;

/**
 * Limits on their own side of the value, which itself is the limit at level 0; the others are rounded away from it, to multiples of a
 * power of 2. Each of them is a row's own number, and of few rows the table would hold them all: rounded, it says where they lie and
 * not what they are, and an interval is too wide by at most a 16th of the widest one, and never too narrow.
 */
function blurred(value: number, limit: (z: number) => number): (z: number) => number {
  const around = (z: number): number =>
    z === 0 ? value : z < 0 ? Math.min(value, limit(z)) : Math.max(value, limit(z));
  const step = 2 ** Math.floor(Math.log2((around(mostCritical) - around(-mostCritical)) / gridSteps));
  // Rows that are all alike, or further apart than numbers reach.
  if (!(step > 0 && Number.isFinite(step))) return around;
  // + 0: no negative zero.
  return (z) => (z === 0 ? value : (z < 0 ? Math.floor(around(z) / step) : Math.ceil(around(z) / step)) * step + 0);
}
