import type { Interval } from "./interval-function.js";
import { boundsOf } from "./intervals.js";
import { largestCritical } from "./largest-critical.js";
import { lastResult } from "./last-result.js";
import { normalUpper } from "./normal-upper.js";
import type { Correlation, Ends, PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";

/** One of the two comparisons by MOVER. */
interface Mover {
  readonly method: string;
  readonly scale: PairLimits["scale"];
  readonly lower: (a: number, lowA: number, b: number, highB: number, correlation: number) => number;
}

/** Limits of differences or ratios of any estimates, from their own intervals. */
export function moverLimits(
  samples: readonly Sample[],
  { method, scale, lower: limit }: Mover,
  correlation?: Correlation,
): PairLimits {
  const values = Float64Array.from(samples, ({ value }) => value);
  const boundsAt = lastResult((c) => samples.map((sample) => boundsAround(sample, c)));
  const between = (i: number, j: number, ofI: Interval, ofJ: Interval): number =>
    limit(values[i]!, ofI.low, values[j]!, ofJ.high, correlation?.(i, j) ?? 0);
  const lower = (i: number, j: number, c: number): number => {
    const bounds = boundsAt(c);
    return between(i, j, bounds[i]!, bounds[j]!);
  };
  const critical = (i: number, j: number, value: number, least: number): number => {
    if (lower(i, j, least) <= value) return least;
    const at = (c: number): number => between(i, j, boundsAround(samples[i]!, c), boundsAround(samples[j]!, c));
    return largestCritical((c) => at(c) - value, least);
  };
  const ends = (c: number, share: number): Ends => {
    const bounds = boundsAt(c);
    return {
      first: values.map((value, i) => value - share * (value - bounds[i]!.low)),
      second: values.map((value, i) => value + share * (bounds[i]!.high - value)),
    };
  };
  // √(a² + b²) lies between (a + b)/√2 and a + b; with a correlation it may be anything from 0.
  const ceilings = (c: number): Ends => ends(c, correlation === undefined ? Math.SQRT1_2 : 0);
  const floors = (c: number): Ends => ends(c, 1);
  // The limits themselves are quick, once each sample has its bounds.
  const quick = {
    nextAbove: (_i: number, _columns: Int32Array, from: number): number => from,
    mayBeBelow: (): boolean => true,
  };
  return { method, scale, samples, alike: correlation === undefined, lower, critical, ceilings, floors, ...quick };
}

/** The interval at c, widened to its value where it misses it (a correlation of ±1 is outside its Fisher interval). */
function boundsAround({ value, evidence }: Sample, c: number): Interval {
  const { low, high } = boundsOf(evidence, 2 * normalUpper(c));
  return { low: Math.min(low, value), high: Math.max(high, value) };
}
