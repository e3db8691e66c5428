import type { IntervalFunction } from "./interval-function.js";
import { tCritical } from "./student-t.js";

/** Student's interval of a mean, mean ± t · standard error; basis [mean, standard error, degrees of freedom, rows]. */
export const tMean: IntervalFunction = (basis, alpha) => {
  const [mean, error, df] = basis as [number, number, number];
  const half = error === 0 ? 0 : error * tCritical(alpha, df);
  return { low: mean - half, high: mean + half };
};

/**
 * The same for a value with a least and a largest one, such as a correlation, cut off at these; basis [value, standard error,
 * degrees of freedom, rows, least, largest]. A correlation on Fisher's z scale would not need cutting off, and would cover less: where
 * every cell has the five rows that an interval takes, the error rate is above its mean.
 */
export const tBounded: IntervalFunction = (basis, alpha) => {
  const { low, high } = tMean(basis, alpha);
  const [least, largest] = basis.slice(4) as [number, number];
  return { low: Math.max(least, low), high: Math.min(largest, high) };
};
