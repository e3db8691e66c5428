import type { IntervalFunction } from "./interval-function.js";
import { tCritical } from "./student-t.js";

/** Student's interval of a mean, mean ± t · standard error; basis [mean, standard error, degrees of freedom, rows]. */
export const tMean: IntervalFunction = (basis, alpha) => {
  const [mean, error, df] = basis as [number, number, number];
  const half = error === 0 ? 0 : error * tCritical(alpha, df);
  return { low: mean - half, high: mean + half };
};
