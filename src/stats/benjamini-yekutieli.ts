import { stepUp } from "./step-up.js";

/**
 * Benjamini–Yekutieli adjusted p-values, in input order: false discovery rate under any dependence; Benjamini–Hochberg's times
 * 1 + 1/2 + … + 1/m.
 * Source: Y. Benjamini and D. Yekutieli, Annals of Statistics 29 (2001) 1165–1188, doi:10.1214/aos/1013699998.
 */
export function benjaminiYekutieli(p: readonly number[]): number[] {
  const harmonic = p.reduce((sum, _, i) => sum + 1 / (i + 1), 0);
  return stepUp(p, (rank, m) => (harmonic * m) / rank);
}
