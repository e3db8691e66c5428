import type { Evidence } from "../core/estimate.js";
import type { IntervalFunction } from "./interval-function.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";

/** Largest critical value that limits are tabulated for (two-sided alpha 0.0005), and the steps to either side of 0. */
export const mostCritical = 3.48;
const steps = 24;

/**
 * Limits of an interval that cannot be worked out again without the data, at equally spaced critical values, as the basis of
 * {@link tabulated}.
 * @param rows rows behind the value
 * @param limit the limit that a standard normal deviate of z to either side stands for, rising in z
 */
export function tabulate(rows: number, limit: (z: number) => number): number[] {
  const limits = Array.from({ length: 2 * steps + 1 }, (_, i) => limit(((i - steps) / steps) * mostCritical));
  return [mostCritical, rows, ...limits];
}

/**
 * Interval from a table of limits: basis [largest critical value c, rows, limits at critical values −c … c in equal steps], straight between
 * these. Beyond the table its ends.
 */
export const tabulated: IntervalFunction = ([most = 0, _rows, ...limits], alpha) => {
  const middle = (limits.length - 1) / 2;
  const at = (z: number): number => {
    const place = Math.min(limits.length - 1, Math.max(0, middle + (z / most) * middle));
    const below = Math.min(Math.floor(place), limits.length - 2);
    const share = place - below;
    return (limits[below] as number) * (1 - share) + (limits[below + 1] as number) * share;
  };
  const c = twoSidedCritical(alpha);
  return { low: at(-c), high: at(c) };
};

/**
 * Tabulated limits of a value that cannot be below 0, where a lower limit above 0 says no more than that it is not 0: below 0's own test
 * they are 0. Resampling alone puts a lower limit above 0 nearly always, even where the true value is 0.
 * @param p p-value of "the true value is 0"
 */
export function notBelowZero({ interval, basis }: Evidence, p: number): Evidence {
  const [most = 0, rows = 0, ...limits] = basis;
  const middle = (limits.length - 1) / 2;
  // The limit at i is one step further in than the test has to reject: between two of them it is read off a straight line.
  const rejects = (i: number): boolean => normalUpper(((middle - i + 1) / middle) * most) >= p;
  return { interval, basis: [most, rows, ...limits.map((limit, i) => (i >= middle || rejects(i) ? limit : 0))] };
}
