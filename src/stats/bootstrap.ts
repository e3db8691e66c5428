import { quantileSorted, sampleStandardDeviation } from "simple-statistics";
import type { Bounds } from "../core/estimate.js";
import { random } from "../core/random.js";
import { drawMultinomial } from "./draw-multinomial.js";
import { type CellStatistic, jackknifeAcceleration } from "./jackknife-acceleration.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/** How to draw, and which intervals to form. */
export interface BootstrapOptions {
  /** Intervals have two-sided confidence 1 − alpha. */
  readonly alpha: number;
  readonly seed: number;
  /** Names the stream of random numbers: metric, group … */
  readonly stream: string;
  /** Default 2,000. */
  readonly replicates?: number;
}

/** What the replicates say about a figure. */
export interface Bootstrap {
  readonly estimate: number;
  /** null with fewer than two replicates in which the figure is defined. */
  readonly standardError: number | null;
  readonly percentile: Bounds;
  readonly basic: Bounds;
  /** Without bounds where every replicate lies on one side of the estimate, or leaving out a row makes it undefined. */
  readonly bca: Bounds;
  readonly acceleration: number | null;
  /** Replicates in which the statistic was undefined; the intervals leave them out. */
  readonly undefinedReplicates: number;
}

const none: Bounds = { low: null, high: null };

/**
 * Bootstrap intervals of any figure of counts. Each sample (counts per cell) is drawn anew with its own size from its own
 * shares, so time depends on the number of cells and never on that of rows. null where the figure itself is undefined.
 * A bootstrap cannot draw what did not occur: with a used cell below 5 the intervals are too short to judge by.
 * Source: Efron and Tibshirani 1993, sections 13.3 (percentile) and 14.3 (BCa); Davison and Hinkley 1997, section 5.2 (basic).
 */
export function bootstrap(
  samples: readonly Float64Array[],
  statistic: CellStatistic,
  options: BootstrapOptions,
): Bootstrap | null {
  const estimate = statistic(samples);
  if (estimate === null) return null;
  const drawn = replicatesOf(samples, statistic, options);
  const wanted = options.replicates ?? 2_000;
  const acceleration = jackknifeAcceleration(samples, statistic);
  const common = { estimate, acceleration, undefinedReplicates: wanted - drawn.length };
  if (drawn.length < 2) return { ...common, standardError: null, percentile: none, basic: none, bca: none };
  const [low, high] = [options.alpha / 2, 1 - options.alpha / 2].map((p) => quantileSorted(drawn, p)) as [
    number,
    number,
  ];
  return {
    ...common,
    standardError: sampleStandardDeviation(drawn),
    percentile: { low, high },
    basic: { low: 2 * estimate - high, high: 2 * estimate - low },
    bca: acceleration === null ? none : bcaBounds(drawn, estimate, acceleration, options.alpha),
  };
}

/** The figure on each replicate where it is defined, ascending. */
export function replicatesOf(
  samples: readonly Float64Array[],
  statistic: CellStatistic,
  options: Omit<BootstrapOptions, "alpha">,
): number[] {
  const uniform = random(options.seed, options.stream);
  const sizes = samples.map((cells) => cells.reduce((sum, count) => sum + count, 0));
  const drawn = samples.map((cells) => new Float64Array(cells.length));
  const values = new Float64Array(options.replicates ?? 2_000);
  let defined = 0;
  for (let b = 0; b < values.length; b++) {
    for (const [s, cells] of samples.entries()) {
      drawMultinomial(uniform, sizes[s]!, cells, drawn[s]!);
    }
    const value = statistic(drawn);
    if (value !== null) values[defined++] = value;
  }
  return Array.from(values.subarray(0, defined).sort());
}

/** Percentiles shifted for the median bias and the acceleration of the replicates. */
export function bcaBounds(ascending: readonly number[], estimate: number, acceleration: number, alpha: number): Bounds {
  const limit = bcaLimit(ascending, estimate, acceleration);
  if (limit === null) return none;
  return { low: limit(normalQuantile(alpha / 2)), high: limit(-normalQuantile(alpha / 2)) };
}

/**
 * The BCa limit for a standard normal deviate z, rising in z; null where all replicates lie on one side of the estimate. Where a large
 * acceleration lets the shift run over its pole, the outermost replicate.
 */
export function bcaLimit(
  ascending: readonly number[],
  estimate: number,
  acceleration: number,
): ((z: number) => number) | null {
  let [below, equal] = [0, 0];
  for (const value of ascending) {
    if (value < estimate) below++;
    else if (value === estimate) equal++;
  }
  const bias = normalQuantile((below + equal / 2) / ascending.length);
  if (!Number.isFinite(bias)) return null;
  return (z) => {
    const moved = bias + z;
    const shrunk = 1 - acceleration * moved;
    const level = shrunk > 0 ? normalUpper(-(bias + moved / shrunk)) : Number(moved > 0);
    return quantileSorted(ascending, level);
  };
}
