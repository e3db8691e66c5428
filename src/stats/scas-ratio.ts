import type { Bounds } from "../core/estimate.js";
import { findRoot } from "./find-root.js";
import { outermostCrossing } from "./outermost.js";
import type { ScasOptions } from "./scas-difference.js";
import { corrected } from "./score-difference.js";
import { scoreRatio } from "./score-ratio.js";

/** Ends of the search for the logarithm of a ratio: far beyond what counts below 10¹² can tell apart. */
const end = 30;

/**
 * Lower limit of (x1/n1)/(x2/n2), at least 0, at a critical value; the upper one is 1 over the lower limit of the
 * swapped groups.
 */
export function scasRatioLower(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  critical: number,
  { plain = false }: ScasOptions = {},
): number {
  if (x1 === 0) return 0;
  const excess = (logRatio: number): number => {
    const { z, gamma } = scoreRatio(x1, n1, x2, n2, Math.exp(logRatio));
    return corrected(z, plain ? 0 : gamma, critical) - critical;
  };
  // Without successes in the second group the estimate is infinite: half a success marks where to aim the search, and
  // only that.
  const aim = Math.log((x1 / n1) * (n2 / (x2 || 0.5)));
  const crossing = outermostCrossing(excess, -end, aim);
  return Math.exp(crossing ?? (x2 > 0 ? aim : crossingBeyond(excess, aim)));
}

/** First crossing from `start` upwards in small steps: only at critical values below 1 do limits lie there. */
function crossingBeyond(excess: (logRatio: number) => number, start: number): number {
  const step = 0.2;
  for (let outside = start; outside < end; outside += step) {
    if (excess(outside + step) <= 0) return findRoot(excess, outside, outside + step);
  }
  return end;
}

/**
 * Skewness-corrected score interval of the ratio of two independent proportions: without successes in the first group
 * the lower limit is 0, without any in the second the upper one is infinite (null). Nothing is ever added to a count.
 * Source: P. Laud, Pharm. Stat. 16 (2017), doi:10.1002/pst.1813; J. Gart and J. Nam, Biometrics 44 (1988),
 * doi:10.2307/2531848.
 */
export function scasRatio(
  x1: number,
  n1: number,
  x2: number,
  n2: number,
  critical: number,
  options: ScasOptions = {},
): Bounds & { readonly low: number } {
  const reciprocal = scasRatioLower(x2, n2, x1, n1, critical, options);
  return {
    low: scasRatioLower(x1, n1, x2, n2, critical, options),
    high: reciprocal > 0 ? 1 / reciprocal : null,
  };
}
