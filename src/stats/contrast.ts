import { constrainedDifference } from "./constrained-difference.js";
import { constrainedRatio } from "./score-ratio.js";

/** A scale on which one rate lies above another by some gap, and what an e-process has to know of it. Equal rates have the gap 0. */
export interface Contrast {
  /** The gap of two rates in (0, 1). */
  readonly gap: (higher: number, lower: number) => number;
  /** The rate that lies a gap above another; it may lie beyond 1. */
  readonly above: (lower: number, gap: number) => number;
  /**
   * Maximum-likelihood rates [rate 1, rate 2] under a gap, from successes and rows of each, which need not be whole: the projection,
   * in the sense of Kullback and Leibler, on the rates with that gap.
   */
  readonly constrained: (x1: number, n1: number, x2: number, n2: number, gap: number) => readonly [number, number];
  /** How far above the tolerated gap the five alternatives lie that an e-process averages over. */
  readonly margins: readonly number[];
  /** A confidence sequence tries gaps from −reach to reach. */
  readonly reach: number;
  /** No gap is larger. */
  readonly largest: number;
}

/**
 * The difference of two rates, and the natural logarithm of their ratio, of which ratios from 1/20 to 20 are tried. The rates with at
 * most a given gap form a convex set on both scales, which is what the e-value of a likelihood ratio against a projection needs.
 * Source: R. J. Turner, A. Ly and P. D. Grünwald, J. Statistical Planning and Inference 230 (2024) 106116,
 * doi:10.1016/j.jspi.2023.106116.
 */
export const contrasts = {
  difference: {
    gap: (higher, lower) => higher - lower,
    above: (lower, gap) => lower + gap,
    constrained: constrainedDifference,
    margins: [0.03, 0.06, 0.1, 0.15, 0.25],
    reach: 1,
    largest: 1,
  },
  log_ratio: {
    gap: (higher, lower) => Math.log(higher / lower),
    above: (lower, gap) => lower * Math.exp(gap),
    constrained: (x1, n1, x2, n2, gap) => constrainedRatio(x1, n1, x2, n2, Math.exp(gap)),
    margins: [0.1, 0.2, 0.35, 0.6, 1],
    reach: Math.log(20),
    largest: Number.POSITIVE_INFINITY,
  },
} as const satisfies Record<string, Contrast>;

/** The name of one of {@link contrasts}. */
export type ContrastName = keyof typeof contrasts;
