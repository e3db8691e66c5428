/**
 * Step-down adjustment: each p-value by `adjust(p, left)`, where `left` counts the p-values that are not smaller, then the
 * largest of these up to its rank, at most 1; in input order. Holm and Holm–Šidák differ in `adjust` only.
 */
export function stepDown(p: readonly number[], adjust: (p: number, left: number) => number): number[] {
  const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const adjusted = new Array<number>(p.length);
  let most = 0;
  for (const [rank, i] of order.entries()) {
    most = Math.max(most, Math.min(1, adjust(p[i]!, p.length - rank)));
    adjusted[i] = most;
  }
  return adjusted;
}
