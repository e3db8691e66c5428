import { firstNotBelow, runningSums, type WeightedValues } from "./weighted-values.js";

/** Finds the value at or below which a share of the weight lies. */
export type Quantiles = (share: number) => number;

/** Shares of a weight are sums of doubles, which may miss a border between two values by rounding. */
const rounding = 1e-12;

/**
 * Quantiles of weighted values: the smallest value with at least the share q of all weight at or below it; where a value has
 * exactly that share, the middle between it and the next one. At q = ½ the everyday median; a row of weight 2 counts as two rows.
 * Shares of 0 and below give the smallest value, those of 1 and above the largest. null where nothing has weight.
 * Source: R. J. Hyndman and Y. Fan, Am. Stat. 50 (1996), doi:10.2307/2684934, definition 2.
 */
export function weightedQuantiles({ values, weights }: WeightedValues): Quantiles | null {
  const sums = runningSums(weights);
  const total = sums.at(-1) ?? 0;
  if (!(total > 0 && Number.isFinite(total))) return null;
  const last = values.length - 1;
  return (share) => {
    const at = Math.min(last, firstNotBelow(sums, (share - rounding) * total));
    const [value, next] = [values[at]!, values[Math.min(last, at + 1)]!];
    // Halves, as the sum of two large numbers may be none.
    return sums[at]! <= (share + rounding) * total ? value / 2 + next / 2 : value;
  };
}
