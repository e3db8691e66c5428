import type { Interval } from "./interval-function.js";
import { outermostCrossing } from "./outermost.js";
import { corrected, scoreDifference } from "./score-difference.js";

/** Options of a skewness-corrected score interval. */
export interface ScasOptions {
  /** Leave the skewness out (plain Miettinen–Nurminen), for comparison; default false. */
  readonly plain?: boolean;
}

/**
 * Lower limit of x1/n1 − x2/n2 in [−1, 1] at a critical value; the upper one is minus the lower limit of the swapped
 * groups.
 */
export function scasDifferenceLower(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  critical: number,
  { plain = false }: ScasOptions = {},
): number {
  const estimate = x1 / n1 - x2 / n2;
  if (estimate <= -1) return -1;
  const excess = (difference: number): number => {
    const { z, gamma } = scoreDifference(x1, n1, x2, n2, difference);
    return corrected(z, plain ? 0 : gamma, critical) - critical;
  };
  return outermostCrossing(excess, -1, estimate) ?? estimate;
}

/**
 * Skewness-corrected score interval of the difference of two independent proportions, within [−1, 1]:
 * lower limit z(δ) = c + (c² − 1)γ(δ), upper limit z(δ) = −c + (c² − 1)γ(δ).
 * Source: P. Laud, Pharm. Stat. 16 (2017), doi:10.1002/pst.1813; J. Gart and J. Nam, Biometrics 46 (1990),
 * doi:10.2307/2532081.
 */
export function scasDifference(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  critical: number,
  options: ScasOptions = {},
): Interval {
  return {
    low: scasDifferenceLower(x1, n1, x2, n2, critical, options),
    high: -scasDifferenceLower(x2, n2, x1, n1, critical, options),
  };
}
