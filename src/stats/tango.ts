import { findRoot } from "./find-root.js";
import type { Interval } from "./interval-function.js";

/**
 * Maximum-likelihood share of pairs (0, 1) when pairs (1, 0) are `difference` ≥ 0 more frequent: root of a quadratic.
 */
function constrainedShare(b: number, c: number, n: number, difference: number): number {
  const half = ((2 * n - b + c) * difference - b - c) / 2;
  const product = 2 * n * c * difference * (1 - difference);
  const root = Math.sqrt(half * half + product);
  // The two forms of the larger root; each is free of cancellation on its side of 0.
  return half > 0 ? product / (2 * n * (half + root)) : (root - half) / (2 * n);
}

/**
 * Score statistic of paired proportions: standardised distance of (b − c)/n from a supposed difference in (−1, 1).
 * `b` pairs are (1, 0), `c` pairs (0, 1), of `n` pairs.
 * Source: T. Tango, Stat. Med. 17 (1998), doi:10.1002/(SICI)1097-0258(19980430)17:8<891::AID-SIM780>3.0.CO;2-B.
 */
export function tangoScore(b: number, c: number, n: number, difference: number): number {
  if (difference < 0) return -tangoScore(c, b, n, -difference);
  const distance = b - c - n * difference;
  const variance = n * (2 * constrainedShare(b, c, n, difference) + difference * (1 - difference));
  if (variance <= 1e-300) return Math.abs(distance) < 1e-12 ? 0 : Math.sign(distance) * Number.POSITIVE_INFINITY;
  return distance / Math.sqrt(variance);
}

function lowerLimit(b: number, c: number, n: number, critical: number): number {
  const estimate = (b - c) / n;
  if (estimate <= -1) return -1;
  return findRoot((difference) => tangoScore(b, c, n, difference) - critical, -1 + 1e-13, estimate);
}

/** Score interval of the paired difference (b − c)/n at a critical value, within [−1, 1]. */
export const tango = (b: number, c: number, n: number, critical: number): Interval => ({
  low: lowerLimit(b, c, n, critical),
  high: -lowerLimit(c, b, n, critical),
});
