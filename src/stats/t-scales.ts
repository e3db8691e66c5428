import type { IntervalFunction } from "./interval-function.js";
import { tCritical } from "./student-t.js";

const logistic = (x: number): number => 1 / (1 + Math.exp(-x));

/**
 * Interval of a value in (0, 1) from its standard error, with Student's t on the logit scale, where it keeps within (0, 1); basis [value,
 * standard error, degrees of freedom, rows].
 */
export const tLogit: IntervalFunction = (basis, alpha) => {
  const [value, error, df] = basis as [number, number, number];
  const centre = Math.log(value / (1 - value));
  const half = error === 0 ? 0 : (tCritical(alpha, df) * error) / (value * (1 - value));
  return { low: logistic(centre - half), high: logistic(centre + half) };
};

/** The same for a positive value on the log scale; basis [value, standard error, degrees of freedom, rows]. */
export const tLog: IntervalFunction = (basis, alpha) => {
  const [value, error, df] = basis as [number, number, number];
  const half = error === 0 ? 0 : (tCritical(alpha, df) * error) / value;
  return { low: value * Math.exp(-half), high: value * Math.exp(half) };
};

/** The same for a value below 1 on the scale ln(1 − value), where it keeps below 1; basis [value, standard error, degrees of freedom, rows]. */
export const tLogComplement: IntervalFunction = ([value = 0, ...more], alpha) => {
  const { low, high } = tLog([1 - value, ...more], alpha);
  return { low: 1 - high, high: 1 - low };
};
