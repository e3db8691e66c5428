/**
 * Step-up adjustment: the p-value of ascending rank r (from 1) of m times `factor(r, m)`, then the least of these from its own
 * rank upwards, cut at 1; in input order. Hochberg and Benjamini–Yekutieli differ in the factor only.
 */
export function stepUp(p: readonly number[], factor: (rank: number, m: number) => number): number[] {
  const order = p.map((_, i) => i).sort((i, j) => p[j]! - p[i]!);
  const adjusted = new Array<number>(p.length);
  let least = 1;
  for (const [position, i] of order.entries()) {
    least = Math.min(least, p[i]! * factor(p.length - position, p.length));
    adjusted[i] = least;
  }
  return adjusted;
}
