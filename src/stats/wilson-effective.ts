import type { IntervalFunction } from "./interval-function.js";
import { tCritical } from "./student-t.js";
import { wilsonLimits } from "./wilson.js";

/**
 * Wilson's interval of a weighted or clustered proportion, on its effective number of trials and with Student's t;
 * basis [share, effective trials, degrees of freedom, rows]; the rows are for the reader.
 * Source: E. L. Korn and B. I. Graubard, Survey Methodology 24 (1998), 193–201, with Wilson in place of Clopper and
 * Pearson.
 */
export const wilsonEffective: IntervalFunction = (basis, alpha) => {
  const [p, n, df] = basis as [number, number, number];
  return wilsonLimits(p, n, tCritical(alpha, df));
};
