import type { Random } from "../core/random.js";

/**
 * Number of successes in n trials of probability p, drawn from the binomial distribution.
 * By inversion while n·min(p, 1 − p) < 10, else by Hörmann's transformed rejection with squeeze (BTRS).
 * Source: W. Hörmann, J. Statist. Comput. Simul. 46 (1993), doi:10.1080/00949659308811496.
 */
export function drawBinomial(random: Random, n: number, p: number): number {
  if (!(n > 0 && p > 0)) return 0;
  if (p >= 1) return n;
  if (p > 0.5) return n - drawBinomial(random, n, 1 - p);
  return n * p < 10 ? byInversion(random, n, p) : byRejection(random, n, p);
}

function byInversion(random: Random, n: number, p: number): number {
  // log1p keeps P(0) right where p is so small that 1 − p rounds.
  const none = Math.exp(n * Math.log1p(-p));
  const odds = p / (1 - p);
  let [u, probability, x] = [random(), none, 0];
  while (u > probability && x < n) {
    u -= probability;
    x++;
    probability *= (odds * (n - x + 1)) / x;
  }
  return x;
}

function byRejection(random: Random, n: number, p: number): number {
  const spread = Math.sqrt(n * p * (1 - p));
  const b = 1.15 + 2.53 * spread;
  const a = -0.0873 + 0.0248 * b + 0.01 * p;
  const c = n * p + 0.5;
  const squeeze = 0.92 - 4.2 / b;
  const alpha = (2.83 + 5.1 / b) * spread;
  const logOdds = Math.log(p / (1 - p));
  const mode = Math.floor((n + 1) * p);
  const atMode = logFactorial(mode) + logFactorial(n - mode);
  for (;;) {
    const u = random() - 0.5;
    const v = random();
    const us = 0.5 - Math.abs(u);
    const x = Math.floor(((2 * a) / us + b) * u + c);
    if (x < 0 || x > n) continue;
    if (us >= 0.07 && v <= squeeze) return x;
    const bound = Math.log((v * alpha) / (a / (us * us) + b));
    if (bound <= atMode - logFactorial(x) - logFactorial(n - x) + (x - mode) * logOdds) return x;
  }
}

/** ln n! by Stirling's series, from 10 upwards to about 10⁻¹¹; below from a table. */
function logFactorial(n: number): number {
  if (n < smallFactorials.length) return Math.log(smallFactorials[n]!);
  const r = 1 / (n * n);
  return (n + 0.5) * Math.log(n) - n + 0.9189385332046727 + (1 / 12 - r * (1 / 360 - r / 1260)) / n;
}

const smallFactorials = [1, 1, 2, 6, 24, 120, 720, 5040, 40320, 362880];
