/**
 * Hommel's adjusted p-values, in input order: family-wise error for independent (or positively dependent) tests, never larger
 * than Hochberg's.
 * Source: G. Hommel, Biometrika 75 (1988) 383–386, doi:10.1093/biomet/75.2.383; algorithm of S. P. Wright, Biometrics 48 (1992)
 * 1005–1013, doi:10.2307/2532694.
 */
export function hommel(p: readonly number[]): number[] {
  const n = p.length;
  const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const sorted = order.map((i) => p[i]!);
  const simes = Math.min(...sorted.map((value, i) => (n * value) / (i + 1)));
  const adjusted = sorted.map(() => simes);
  for (let m = n - 1; m >= 2; m--) raise(adjusted, sorted, m);
  const result = new Array<number>(n);
  for (const [rank, i] of order.entries()) result[i] = Math.max(adjusted[rank]!, sorted[rank]!);
  return result;
}

/** Raises the adjusted values to what subsets of m hypotheses ask for. */
function raise(adjusted: number[], sorted: readonly number[], m: number): void {
  const split = sorted.length - m + 1;
  const bound = Math.min(...sorted.slice(split).map((value, i) => (m * value) / (i + 2)));
  const last = Math.min(m * sorted[split - 1]!, bound);
  for (const [i, value] of sorted.entries()) {
    const asked = i < split ? Math.min(m * value, bound) : last;
    adjusted[i] = Math.max(adjusted[i]!, asked);
  }
}
