import { findRoot } from "./find-root.js";
import type { Interval } from "./interval-function.js";
import { boundsOf } from "./intervals.js";
import { moverDifferenceLower, moverRatioLower } from "./mover.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import type { Sample } from "./sample.js";
import { satterthwaite } from "./satterthwaite.js";
import { scasDifferenceLower } from "./scas-difference.js";
import { scasRatioLower } from "./scas-ratio.js";
import { corrected, type Score, scoreDifference } from "./score-difference.js";
import { scoreRatio } from "./score-ratio.js";
import { tCritical, tUpper } from "./student-t.js";

/** Correlation of the estimates of samples i and j; not 0 where the same units stand in both. */
export type Correlation = (i: number, j: number) => number;

/**
 * Lower limits of one kind of comparison (difference or ratio) between any two of some samples. Critical values are on
 * the normal scale: c stands for the two-sided level 2Φ(−c), also where the interval is one with Student's t.
 */
export interface PairLimits {
  readonly method: string;
  /** Lower limit of sample i compared with sample j at critical value c. */
  lower(i: number, j: number, c: number): number;
  /** The largest c at which that limit is still above `value`, if it is more than `least`; else `least`. */
  critical(i: number, j: number, value: number, least: number): number;
}

/** No double-precision probability is left beyond this critical value. */
const largest = 37;
const all = (samples: readonly Sample[], interval: string): boolean =>
  samples.every(({ evidence }) => evidence.interval === interval);
const independent: Correlation = () => 0;

/**
 * Limits of differences: SCAS where all samples are plain proportions, Welch where all are means, else MOVER of their
 * own intervals.
 */
export function differenceLimits(samples: readonly Sample[], correlation: Correlation = independent): PairLimits {
  if (all(samples, "wilson")) return scasLimits("scas", samples, scasDifferenceLower, scoreDifference);
  if (all(samples, "t_mean")) return welchLimits(samples, correlation);
  return moverLimits("mover", samples, moverDifferenceLower, correlation);
}

/** Limits of ratios: SCAS where all samples are plain proportions, else MOVER of their own intervals. */
export function ratioLimits(samples: readonly Sample[], correlation: Correlation = independent): PairLimits {
  if (all(samples, "wilson")) return scasLimits("scas_ratio", samples, scasRatioLower, scoreRatio);
  return moverLimits("mover_ratio", samples, moverRatioLower, correlation);
}

type OfTables<T> = (x1: number, n1: number, x2: number, n2: number, value: number) => T;

function scasLimits(
  method: string,
  samples: readonly Sample[],
  lowerLimit: OfTables<number>,
  scoreAt: OfTables<Score>,
): PairLimits {
  const x = Float64Array.from(samples, ({ evidence }) => evidence.basis[0]!);
  const n = Float64Array.from(samples, ({ evidence }) => evidence.basis[1]!);
  const lower = (i: number, j: number, c: number): number => lowerLimit(x[i]!, n[i]!, x[j]!, n[j]!, c);
  const critical = (i: number, j: number, value: number, least: number): number => {
    // One evaluation settles most pairs: an outermost crossing above `value` means that `value` itself is rejected.
    const { z, gamma } = scoreAt(x[i]!, n[i]!, x[j]!, n[j]!, value);
    if (corrected(z, gamma, least) <= least) return least;
    return largestCritical((c) => lower(i, j, c) - value, least);
  };
  return { method, lower, critical };
}

function welchLimits(samples: readonly Sample[], correlation: Correlation): PairLimits {
  const of = (i: number, j: number) => {
    const [, errorA, dfA] = samples[i]!.evidence.basis as [number, number, number];
    const [, errorB, dfB] = samples[j]!.evidence.basis as [number, number, number];
    return {
      difference: samples[i]!.value - samples[j]!.value,
      ...satterthwaite(errorA, dfA, errorB, dfB, correlation(i, j)),
    };
  };
  const lower = (i: number, j: number, c: number): number => {
    const { difference, error, df } = of(i, j);
    return error === 0 ? difference : difference - error * tCritical(2 * normalUpper(c), df);
  };
  const critical = (i: number, j: number, value: number, least: number): number => {
    const { difference, error, df } = of(i, j);
    if (difference <= value) return least;
    if (error === 0) return largest;
    return Math.min(largest, Math.max(least, -normalQuantile(tUpper((difference - value) / error, df))));
  };
  return { method: "welch", lower, critical };
}

type MoverLower = (a: number, lowA: number, b: number, highB: number, correlation: number) => number;

function moverLimits(
  method: string,
  samples: readonly Sample[],
  lowerLimit: MoverLower,
  correlation: Correlation,
): PairLimits {
  const values = samples.map(({ value }) => value);
  const boundsAt = lastResult((c) => samples.map((sample) => boundsAround(sample, c)));
  const lower = (i: number, j: number, c: number): number => {
    const bounds = boundsAt(c);
    return lowerLimit(values[i]!, bounds[i]!.low, values[j]!, bounds[j]!.high, correlation(i, j));
  };
  const critical = (i: number, j: number, value: number, least: number): number => {
    if (lower(i, j, least) <= value) return least;
    const rho = correlation(i, j);
    return largestCritical((c) => {
      const [low, high] = [boundsAround(samples[i]!, c).low, boundsAround(samples[j]!, c).high];
      return lowerLimit(values[i]!, low, values[j]!, high, rho) - value;
    }, least);
  };
  return { method, lower, critical };
}

/** The interval at c, widened to its value where it misses it (a correlation of ±1 is outside its Fisher interval). */
function boundsAround({ value, evidence }: Sample, c: number): Interval {
  const { low, high } = boundsOf(evidence, 2 * normalUpper(c));
  return { low: Math.min(low, value), high: Math.max(high, value) };
}

/** Where `excess`, falling in c, becomes 0; `least` where it is not even positive there. */
function largestCritical(excess: (c: number) => number, least: number): number {
  if (!(excess(least) > 0)) return least;
  return excess(largest) > 0 ? largest : findRoot(excess, least, largest);
}

/** Remembers the result for the last argument: all pairs of samples ask for the same c in turn. */
function lastResult<T>(of: (c: number) => T): (c: number) => T {
  let last: { c: number; result: T } | null = null;
  return (c) => {
    if (last === null || last.c !== c) last = { c, result: of(c) };
    return last.result;
  };
}
