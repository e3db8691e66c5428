import { horner } from "./horner.js";

/** B₂ⱼ / (2j(2j − 1)) of Stirling's series, DLMF 5.11.1, from j = 8 down to 1. */
const stirlingSeries = [-3617 / 122400, 1 / 156, -691 / 360360, 1 / 1188, -1 / 1680, 1 / 1260, -1 / 360, 1 / 12];

/**
 * ln Γ(n + 1) − [(n + ½) ln n − n + ½ ln 2π] for n > 0: what Stirling's formula leaves out.
 * The series is exact to double precision from 8 upwards; smaller n reach it by the recurrence of the gamma function.
 */
export function stirlingError(n: number): number {
  let sum = 0;
  let m = n;
  for (; m < 8; m++) sum += (m + 0.5) * Math.log1p(1 / m) - 1;
  return sum + horner(stirlingSeries, 1 / (m * m)) / m;
}

/** x ln(x/m) + m − x, at least 0, without cancellation where x and m are near. */
export function deviance(x: number, m: number): number {
  const difference = x - m;
  if (Math.abs(difference) >= 0.1 * (x + m)) return x * Math.log(x / m) + m - x;
  const v = difference / (x + m);
  let sum = difference * v;
  let term = 2 * x * v;
  for (let j = 3; ; j += 2) {
    term *= v * v;
    const next = sum + term / j;
    if (next === sum) return sum;
    sum = next;
  }
}

/**
 * x^a · y^b / B(a, b) for x + y = 1, the kernel of the beta distribution, to nearly full relative precision for any
 * size of a and b.
 * Source: C. Loader, "Fast and accurate computation of binomial probabilities" (2000): saddle-point expansion of the
 * binomial probability, times ab/(a + b).
 */
export function betaKernel(a: number, b: number, x: number, y: number): number {
  const n = a + b;
  const exponent = betaStirling(a, b) - deviance(a, n * x) - deviance(b, n * y);
  return Math.exp(exponent) * Math.sqrt((a * b) / (2 * Math.PI * n));
}

/** The two latest answers: a quantile asks for the same a and b, and for b and a, at every step. */
const answers = [0, 1].map(() => ({ a: Number.NaN, b: Number.NaN, value: Number.NaN }));

/** What Stirling's formula leaves out of ln 1/B(a, b). */
function betaStirling(a: number, b: number): number {
  const known = answers.find((answer) => answer.a === a && answer.b === b);
  if (known !== undefined) return known.value;
  const value = stirlingError(a + b) - stirlingError(a) - stirlingError(b);
  answers.unshift({ a, b, value });
  answers.pop();
  return value;
}

/** x^a · e^−x / Γ(a), the kernel of the gamma distribution, by the same expansion of the Poisson probability. */
export const gammaKernel = (a: number, x: number): number =>
  Math.exp(-stirlingError(a) - deviance(a, x)) * Math.sqrt(a / (2 * Math.PI));
