import { relativeLog, sharesOf } from "./divergence-shares.js";

/** Clarify's five label distribution distances, under its names. */
export interface ClarifyDivergences {
  readonly kl: number;
  readonly js: number;
  readonly lp: number;
  readonly tvd: number;
  readonly ks: number;
}

/**
 * Compatibility with SageMaker Clarify's KL, JS, LP, TVD and KS of the label distributions of the group `a` and the facet `d`.
 * Clarify first drops every outcome that is empty in either group and does not scale the rest up to 1 again, so an outcome
 * that one group never has counts as no difference at all: use this only to reproduce a figure, and `kullbackLeibler`,
 * `jensenShannon`, `lpDistance`, `totalVariation` and `largestShareGap` otherwise (equal where no outcome is empty). Nats;
 * null when a group is empty.
 * Source: smclarify, `pdfs_aligned_nonzero` and `bias/metrics/pretraining.py`.
 */
export function clarifyDivergences(a: ArrayLike<number>, d: ArrayLike<number>): ClarifyDivergences | null {
  const [ofA, ofD] = [sharesOf(a), sharesOf(d)];
  if (ofA === null || ofD === null) return null;
  let [kl, js, squares, sizes, ks] = [0, 0, 0, 0, 0];
  for (const [i, p] of ofA.entries()) {
    const q = ofD[i]!;
    if (p === 0 || q === 0) continue;
    const middle = (p + q) / 2;
    kl += relativeLog(p, q);
    js += (relativeLog(p, middle) + relativeLog(q, middle)) / 2;
    squares += (p - q) ** 2;
    sizes += Math.abs(p - q);
    ks = Math.max(ks, Math.abs(p - q));
  }
  return { kl, js, lp: Math.sqrt(squares), tvd: sizes / 2, ks };
}
