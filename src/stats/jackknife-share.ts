import type { Evidence } from "../core/estimate.js";

/** A mean over rows as sums by unit: what the units' own rows have, and what the units are to the rows of others. */
export interface UnitSumsOfMean {
  /** Σ w·v and Σ w over the unit's own rows. */
  readonly own: Float64Array;
  readonly weight: Float64Array;
  /** Σ w·(v if the unit were not there − v) over all other rows. */
  readonly missed: Float64Array;
}

/** A mean with the deviations that its jackknife variance is made from. */
export interface Deleted {
  readonly value: number;
  /** Value without each unit, less their mean. */
  readonly deviations: Float64Array;
  /** Units with rows in the mean, and how many equally heavy ones they are worth (Kish). */
  readonly units: number;
  readonly kish: number;
}

/** The mean without each unit in turn; null without any weight, or where one unit has all of it. */
export function deleted({ own, weight, missed }: UnitSumsOfMean): Deleted | null {
  let [sum, total, squares, units] = [0, 0, 0, 0];
  for (let u = 0; u < own.length; u++) {
    sum += own[u]!;
    total += weight[u]!;
    squares += weight[u]! ** 2;
    units += Number(weight[u]! > 0);
  }
  if (units < 2) return null;
  const without = own.map((ofUnit, u) => (sum - ofUnit + missed[u]!) / (total - weight[u]!));
  const mean = without.reduce((a, b) => a + b, 0) / without.length;
  return {
    value: sum / total,
    deviations: without.map((value) => value - mean),
    units,
    kish: (total * total) / squares,
  };
}

/** Jackknife covariance of two means over the same units; of a mean with itself its variance. */
export function jackknifeCovariance(a: Deleted, b: Deleted): number {
  const n = a.deviations.length;
  let sum = 0;
  for (let u = 0; u < n; u++) sum += a.deviations[u]! * b.deviations[u]!;
  return ((n - 1) / n) * sum;
}

/** A share of dependent rows with the independent trials that it is worth. */
export interface EffectiveShare {
  readonly value: number;
  readonly variance: number;
  readonly trials: number;
  readonly df: number;
}

/**
 * Effective trials of a share: value · (1 − value) over its jackknife variance, and no more than its units are worth. Degrees of freedom:
 * Kish's units − 1, and no more than the spread of the variance's own terms speaks for (see `cautiousProportion`).
 * Source: B. Efron and C. Stein, Ann. Statist. 9 (1981), doi:10.1214/aos/1176345462: the jackknife variance is on average no less than the
 * true one, also of means over nearest neighbours, for which the bootstrap fails (Abadie & Imbens 2008, doi:10.3982/ECTA6474).
 * @param agreeing trials where every row agrees, so that the variance says nothing
 */
export function effectiveShare(share: Deleted, agreeing: number): EffectiveShare {
  const { value, deviations, kish } = share;
  const variance = jackknifeCovariance(share, share);
  let [sum, squares] = [0, 0];
  for (const deviation of deviations) {
    sum += deviation ** 2;
    squares += deviation ** 4;
  }
  const spread = squares - (sum * sum) / deviations.length;
  const freedom = spread > 0 ? (2 * sum * sum) / spread : Number.POSITIVE_INFINITY;
  // Where every row agrees, rounding leaves a variance of about 1e-32.
  const trials = variance > 1e-24 ? Math.min((value * (1 - value)) / variance, kish) : agreeing;
  return { value, variance, trials, df: Math.max(1, Math.min(kish - 1, freedom)) };
}

/** The share's Wilson interval; the rows are for the reader. */
export const shareEvidence = ({ value, trials, df }: EffectiveShare, rows: number): Evidence => ({
  interval: "wilson_effective",
  basis: [value, trials, df, rows],
});
