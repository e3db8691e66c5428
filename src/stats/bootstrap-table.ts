import type { Evidence } from "../core/estimate.js";
import { type BootstrapOptions, bcaLimit, replicatesOf } from "./bootstrap.js";
import { jackknifeAcceleration } from "./jackknife-acceleration.js";
import { tabulate } from "./tabulated.js";

/** Evidence of a figure, or why there is none. */
export type BootstrapTable =
  | { readonly evidence: Evidence; readonly reason: null }
  | { readonly evidence: null; readonly reason: string };

const without = (reason: string): BootstrapTable => ({ evidence: null, reason });

/** Largest share of replicates in which the figure may be undefined. */
const mostUndefined = 0.05;

/**
 * BCa limits of a figure of one group's counts at every level, from one set of replicates: the cells drawn anew with their own
 * number of rows, the acceleration by the jackknife. Replicates without a value are left out; with more than 5 % of them, or
 * where the limits do not exist, there is no evidence. The caller sees to it that no cell it uses is small: a bootstrap cannot
 * draw what did not occur. Levels that 2,000 replicates do not reach (two-sided alpha below 0.001) have the outermost one as limit.
 * Source: Efron and Tibshirani 1993, section 14.3.
 */
export function bootstrapTable(
  cells: Float64Array,
  statistic: (cells: Float64Array) => number | null,
  options: Omit<BootstrapOptions, "alpha">,
): BootstrapTable {
  const ofSample = ([sample]: readonly Float64Array[]) => statistic(sample!);
  const estimate = statistic(cells);
  if (estimate === null) return without("the value is not defined");
  const acceleration = jackknifeAcceleration([cells], ofSample);
  if (acceleration === null) return without("without one of its rows the value would not be defined");
  const wanted = options.replicates ?? 2_000;
  const drawn = replicatesOf([cells], ofSample, options);
  if (drawn.length < wanted * (1 - mostUndefined))
    return without("more than 5 % of the bootstrap replicates have no value");
  const limit = bcaLimit(drawn, estimate, acceleration);
  if (limit === null) return without("all bootstrap replicates lie on one side of the value");
  const rows = cells.reduce((sum, count) => sum + count, 0);
  return { evidence: { interval: "bca", basis: tabulate(rows, around(estimate, limit)) }, reason: null };
}

/**
 * Limits on their own side of the estimate. Those of a very skewed figure may both lie above or below it: the shift for the median
 * bias then takes the estimate for improbable, but an interval that leaves out the figure it stands beside helps nobody.
 */
const around =
  (estimate: number, limit: (z: number) => number) =>
  (z: number): number =>
    z === 0 ? estimate : z < 0 ? Math.min(estimate, limit(z)) : Math.max(estimate, limit(z));
