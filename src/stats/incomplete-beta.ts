import { lentz } from "./lentz.js";
import { betaKernel } from "./saddle-point.js";

/** Both tails of a distribution at one point; each keeps its own digits, however small. */
export interface Tails {
  readonly lower: number;
  readonly upper: number;
}

/**
 * I_x(a, b) where its continued fraction converges fast: x not above the mean. The fraction is the even part of DLMF
 * 8.17.22.
 */
function byFraction(a: number, b: number, x: number, y: number): number {
  const towardsMean = a * y - b * x + 1;
  const fraction = lentz(
    (m) => {
      const odd = a + 2 * m - 1;
      return (((a + m - 1) * (a + b + m - 1)) / odd) * ((m * (b - m) * x * x) / odd);
    },
    (m) => (m && m + (m * (b - m) * x) / (a + 2 * m - 1)) + ((a + m) * (towardsMean + m * (2 - x))) / (a + 2 * m + 1),
  );
  return betaKernel(a, b, x, y) / fraction;
}

/**
 * Regularised incomplete beta function: P(X < x) and P(X > x) of X ~ Beta(a, b), a, b > 0.
 * `y` is 1 − x; pass it where it is known better than by subtraction.
 * Source: A. R. DiDonato and A. H. Morris, "Algorithm 708", ACM TOMS 18 (1992), doi:10.1145/131766.131776, section on
 * BFRAC; the sum a·y − b·x + 1 is formed first, so that nothing cancels where x is near the mean.
 */
export function incompleteBeta(a: number, b: number, x: number, y: number = 1 - x): Tails {
  if (!(x > 0)) return { lower: 0, upper: 1 };
  if (!(y > 0)) return { lower: 1, upper: 0 };
  if (a * y > b * x) {
    const lower = byFraction(a, b, x, y);
    return { lower, upper: 1 - lower };
  }
  const upper = byFraction(b, a, y, x);
  return { lower: 1 - upper, upper };
}
