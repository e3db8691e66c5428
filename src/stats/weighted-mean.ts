import type { Evidence } from "../core/estimate.js";

/** Sums over the rows of one group with score s and weight w (1 where there is none). */
export interface WeightedMoments {
  readonly n: number;
  readonly w: number;
  readonly w2: number;
  readonly ws: number;
  readonly w2s: number;
  readonly w2s2: number;
}

/** Mean of one group, with what its interval takes. */
export interface MeanEstimate {
  readonly value: number;
  /** Linearised variance of the mean; null with a single row or unit, whose spread is unknown. */
  readonly variance: number | null;
  readonly evidence: Evidence | null;
  /** Rows. */
  readonly n: number;
}

/**
 * Mean Σws/Σw of independent rows, with variance n/(n − 1)·Σ w²(s − mean)²/W² (s²/n without weights) and Kish's size −
 * 1 degrees of freedom; null where there is no weight whose square is still a number above 0.
 */
export function weightedMean({ n, w, w2, ws, w2s, w2s2 }: WeightedMoments): MeanEstimate | null {
  if (!(w > 0 && w * w > 0 && w2 > 0)) return null;
  const value = ws / w;
  const squares = Math.max(0, w2s2 - 2 * value * w2s + value * value * w2);
  return meanEstimate(value, n > 1 ? ((n / (n - 1)) * squares) / (w * w) : null, (w * w) / w2, n);
}

/** Completes a mean with its evidence; degrees of freedom are kish − 1, at least 1. */
export function meanEstimate(value: number, variance: number | null, kish: number, n: number): MeanEstimate {
  const evidence =
    variance === null ? null : { interval: "t_mean", basis: [value, Math.sqrt(variance), Math.max(kish - 1, 1), n] };
  return { value, variance, evidence, n };
}
