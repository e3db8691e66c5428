import { findRoot } from "./find-root.js";
import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/**
 * Interval of the largest distance between two distribution functions, in [0, 1]: basis [distance in the samples, their sizes n and m].
 * Below: the errors of both empirical distribution functions together, by the convolution of Massart's bounds 2·exp(−2nε²) and
 * 2·exp(−2mε²), so that it holds for every n and m and whatever the distributions. Above: the true distance is reached at some value, and there the
 * sample's is no more than z standard errors below it, of which none is above ½√(1/n + 1/m); so the one value suffices (intersection-union).
 * Source: P. Massart, Annals of Probability 18 (1990) 1269–1283, doi:10.1214/aop/1176990746; R. L. Berger, Technometrics 24 (1982) 295–300,
 * doi:10.1080/00401706.1982.10487790.
 */
export const dkwDistance: IntervalFunction = (basis, alpha) => {
  const [distance, n, m] = basis as [number, number, number];
  const above = (twoSidedCritical(alpha) * Math.sqrt(1 / n + 1 / m)) / 2;
  return { low: Math.max(0, distance - errorsAt(alpha / 2, n, m)), high: Math.min(1, distance + above) };
};

/** The sum of the largest errors of both distribution functions that is exceeded with at most this probability. */
function errorsAt(level: number, n: number, m: number): number {
  const least = leastError(n) + leastError(m);
  // Half of the level to each of them is more than enough.
  const most = Math.sqrt(Math.log(4 / level) / 2) * (1 / Math.sqrt(n) + 1 / Math.sqrt(m));
  return findRoot((error) => bothErrors(error, n, m) - level, least, most);
}

/** Up to here Massart's bound is 1. */
const leastError = (n: number): number => Math.sqrt(Math.LN2 / (2 * n));

/**
 * Bound of the probability that two independent largest errors add up to more than `sum`, which is at least both least ones: each is taken to have
 * its Massart bound as upper tail, the first one is P(first > sum − least of the second) and the rest an integral over the first.
 */
function bothErrors(sum: number, n: number, m: number): number {
  const [from, to] = [leastError(n), sum - leastError(m)];
  const total = n + m;
  // 2nx² + 2m(sum − x)² = 2(n + m)(x − mean)² + 2nm·sum²/(n + m)
  const mean = (m * sum) / total;
  const deviation = 1 / (2 * Math.sqrt(total));
  const [a, b] = [(from - mean) / deviation, (to - mean) / deviation];
  const between = Math.sqrt(2 * Math.PI) * (normalUpper(a) - normalUpper(b));
  const slope = Math.exp((-a * a) / 2) - Math.exp((-b * b) / 2);
  const integral = deviation * (mean * between + deviation * slope);
  return 2 * Math.exp(-2 * n * to * to) + 16 * n * Math.exp((-2 * n * m * sum * sum) / total) * integral;
}
