import { mostCritical } from "./largest-critical.js";
import { lastResult } from "./last-result.js";
import { normalQuantile } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import type { Correlation, Ends, PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";
import { satterthwaite } from "./satterthwaite.js";
import { tCritical, tUpper } from "./student-t.js";

/** Limits of differences of means. */
export function welchLimits(samples: readonly Sample[], correlation?: Correlation): PairLimits {
  const values = Float64Array.from(samples, ({ value }) => value);
  const errors = Float64Array.from(samples, ({ evidence }) => evidence.basis[1]!);
  const freedom = Float64Array.from(samples, ({ evidence }) => evidence.basis[2]!);
  const of = (i: number, j: number) => ({
    difference: values[i]! - values[j]!,
    ...satterthwaite(errors[i]!, freedom[i]!, errors[j]!, freedom[j]!, correlation?.(i, j)),
  });
  const lower = (i: number, j: number, c: number): number => {
    const { difference, error, df } = of(i, j);
    return error === 0 ? difference : difference - error * tCritical(2 * normalUpper(c), df);
  };
  const critical = (i: number, j: number, value: number, least: number): number => {
    const { difference, error, df } = of(i, j);
    if (difference <= value) return least;
    if (error === 0) return mostCritical;
    return Math.min(mostCritical, Math.max(least, -normalQuantile(tUpper((difference - value) / error, df))));
  };
  // Satterthwaite's degrees of freedom are at least the smaller ones of the two, and at most infinite: t lies between
  // the normal critical value and the larger one of the two.
  const students = lastResult((c) => freedom.map((df) => tCritical(2 * normalUpper(c), df)));
  const nextAbove = (i: number, columns: Int32Array, from: number, to: number, c: number, value: number): number => {
    for (let k = from; k < to; k++) {
      const { difference, error } = of(i, columns[k]!);
      if (difference - c * error > value) return k;
    }
    return to;
  };
  const mayBeBelow = (i: number, j: number, c: number, value: number): boolean => {
    const { difference, error } = of(i, j);
    const t = students(c);
    return difference - Math.max(t[i]!, t[j]!) * error < value;
  };
  const around = (room: (i: number) => number): Ends => ({
    first: values.map((value, i) => value - room(i)),
    second: values.map((value, i) => value + room(i)),
  });
  // √(a² + b²) lies between (a + b)/√2 and a + b; with a correlation it may be anything from 0.
  const ceilings = (c: number): Ends => around((i) => (correlation === undefined ? c * errors[i]! * Math.SQRT1_2 : 0));
  const floors = (c: number): Ends => {
    const t = students(c).reduce((a, b) => Math.max(a, b));
    return around((i) => t * errors[i]!);
  };
  const alike = correlation === undefined;
  return {
    method: "welch",
    scale: "difference",
    samples,
    alike,
    lower,
    critical,
    ceilings,
    floors,
    nextAbove,
    mayBeBelow,
  };
}
