/**
 * Quantile of ascending numbers (at least one) by linear interpolation between order statistics, p in [0, 1].
 * Source: R. J. Hyndman and Y. Fan, The American Statistician 50 (1996) 361–365, definition 7, doi:10.2307/2684934.
 */
export function sortedQuantile(ascending: ArrayLike<number>, p: number): number {
  const position = p * (ascending.length - 1);
  const index = Math.floor(position);
  const lower = ascending[index]!;
  const upper = ascending[Math.min(index + 1, ascending.length - 1)]!;
  return lower + (position - index) * (upper - lower);
}
