/** Counts or weights over the same outcomes as shares that add to 1; null when they add to 0. */
export function sharesOf(counts: ArrayLike<number>): Float64Array | null {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  return total > 0 ? Float64Array.from(counts, (count) => count / total) : null;
}

/** Σ f(p, q) over the outcomes of two distributions; null when one is empty. */
export function sumOverOutcomes(
  p: ArrayLike<number>,
  q: ArrayLike<number>,
  f: (p: number, q: number) => number,
): number | null {
  const [left, right] = [sharesOf(p), sharesOf(q)];
  if (left === null || right === null) return null;
  return left.reduce((sum, share, i) => sum + f(share, right[i]!), 0);
}

/** p ln(p/q), 0 for p = 0 and infinite where only q is 0. */
export const relativeLog = (p: number, q: number): number => (p === 0 ? 0 : p * Math.log(p / q));
