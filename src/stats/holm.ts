/**
 * p-values adjusted for testing all of them together (family-wise error), in the order given.
 * Source: S. Holm, Scand. J. Statist. 6 (1979), 65–70, https://www.jstor.org/stable/4615733.
 */
export function holm(p: readonly number[]): number[] {
  const order = p.map((_, i) => i).sort((i, j) => p[i]! - p[j]!);
  const adjusted = new Array<number>(p.length);
  let most = 0;
  order.forEach((index, rank) => {
    most = Math.max(most, Math.min(1, (p.length - rank) * p[index]!));
    adjusted[index] = most;
  });
  return adjusted;
}
