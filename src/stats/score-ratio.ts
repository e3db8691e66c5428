import { type Score, score } from "./score-difference.js";

/**
 * Maximum-likelihood rates [rate 1, rate 2] of two groups under rate 1 = `ratio` × rate 2, ratio > 0. Counts need not
 * be whole.
 * Source: Miettinen and Nurminen 1985, appendix 1, doi:10.1002/sim.4780040211; the smaller root of the quadratic
 * likelihood equation, rearranged so that neither it nor its discriminant is a difference of large numbers.
 */
export function constrainedRatio(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  ratio: number,
): readonly [number, number] {
  const u = ratio * (n1 + x2);
  const v = x1 + n2;
  const root = Math.sqrt((u - v) ** 2 + 4 * ratio * (n1 - x1) * (n2 - x2));
  const rate2 = Math.min(1, 1 / ratio, (2 * (x1 + x2)) / (u + v + root));
  return [Math.min(1, ratio * rate2), rate2];
}

/**
 * Score of x1/n1 − ratio · x2/n2 against a supposed `ratio` > 0, its variance at the constrained maximum likelihood,
 * times N/(N − 1).
 * Source: Miettinen and Nurminen 1985; third moment: J. Gart and J. Nam, Biometrics 44 (1988), doi:10.2307/2531848;
 * P. Laud, Pharm. Stat. 16 (2017), doi:10.1002/pst.1813.
 */
export function scoreRatio(x1: number, n1: number, x2: number, n2: number, ratio: number): Score {
  const [p1, p2] = constrainedRatio(x1, n1, x2, n2, ratio);
  const v1 = (p1 * (1 - p1)) / n1;
  const v2 = (ratio * ratio * p2 * (1 - p2)) / n2;
  const n = n1 + n2;
  const thirdMoment = (v1 * (1 - 2 * p1)) / n1 - (ratio * v2 * (1 - 2 * p2)) / n2;
  return score(x1 / n1 - (ratio * x2) / n2, ((v1 + v2) * n) / (n - 1), thirdMoment);
}
