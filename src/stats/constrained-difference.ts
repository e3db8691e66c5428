/**
 * Maximum-likelihood rate of the *second* of two groups under rate 1 − rate 2 = `difference` ≥ 0, in [0, 1 −
 * difference]. Counts need not be whole. For a negative difference swap the groups: the rate that starts at 0 then
 * keeps its digits.
 * Source: O. Miettinen and M. Nurminen, Stat. Med. 4 (1985), appendix 1, doi:10.1002/sim.4780040211: root of the cubic
 * likelihood equation in closed form; one Newton step then removes the cancellation that the closed form suffers near
 * 0.
 */
export function constrainedSmallerRate(x1: number, n1: number, x2: number, n2: number, difference: number): number {
  const n = n1 + n2;
  // Equal rates have the pooled one, which the closed form cannot tell from its root at 0 where it nears 1e-12.
  if (difference === 0) return (x1 + x2) / n;
  const a = ((n1 + 2 * n2) * difference - n - x1 - x2) / n;
  const b = ((n2 * difference - n - 2 * x2) * difference + x1 + x2) / n;
  const c = (x2 * difference * (1 - difference)) / n;
  const q = (a / 3) ** 3 - (a * b) / 6 + c / 2;
  const p = Math.sign(q || 1) * Math.sqrt(Math.max((a * a) / 9 - b / 3, 0));
  const angle = p === 0 ? 0 : (Math.PI + Math.acos(Math.min(1, Math.max(-1, q / p ** 3)))) / 3;
  const root = 2 * p * Math.cos(angle) - a / 3;
  const slope = (3 * root + 2 * a) * root + b;
  const polished = slope === 0 ? root : root - (((root + a) * root + b) * root + c) / slope;
  // A double root (all counts at an end) has no slope to follow: keep the closed form there.
  const kept = Math.abs(polished - root) < 1e-6 ? polished : root;
  return Math.min(1 - difference, Math.max(0, kept));
}

/**
 * Maximum-likelihood rates [rate 1, rate 2] of two groups under rate 1 − rate 2 = `difference` in [−1, 1].
 * Also the projection, in the sense of Kullback and Leibler, of the rates x1/n1 and x2/n2 on that line.
 */
export function constrainedDifference(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  difference: number,
): readonly [number, number] {
  if (difference < 0) {
    const rate1 = constrainedSmallerRate(x2, n2, x1, n1, -difference);
    return [rate1, Math.min(1, rate1 - difference)];
  }
  const rate2 = constrainedSmallerRate(x1, n1, x2, n2, difference);
  return [Math.min(1, rate2 + difference), rate2];
}
