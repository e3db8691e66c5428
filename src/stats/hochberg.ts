import { stepUp } from "./step-up.js";

/**
 * Hochberg's step-up adjusted p-values, in input order: family-wise error for independent (or positively dependent) tests,
 * never larger than Holm's.
 * Source: Y. Hochberg, Biometrika 75 (1988) 800–802, doi:10.1093/biomet/75.4.800.
 */
export const hochberg = (p: readonly number[]): number[] => stepUp(p, (rank, m) => m - rank + 1);
