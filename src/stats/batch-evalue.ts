import { marginLogEvalues } from "./block-evalue.js";
import { type Contrast, contrasts } from "./contrast.js";
import { logMeanExp } from "./log-mean-exp.js";
import type { GroupPair, Proportion } from "./proportion.js";

/** Evidence so far that two groups' rates differ by more than a tolerance; plain data, to be kept from one audit to the next. */
export interface Evalue {
  /** Rows seen before, in the baseline run and all blocks since. */
  readonly seen: GroupPair;
  /** Sums of the blocks' ln e, one per margin, for "a above b" and "b above a"; empty sums before the first block. */
  readonly aAboveB: readonly number[];
  readonly bAboveA: readonly number[];
}

const none: Proportion = { successes: 0, trials: 0 };
const sumOf = (x: Proportion, y: Proportion): Proportion => ({
  successes: x.successes + y.successes,
  trials: x.trials + y.trials,
});
const added = (sums: readonly number[], terms: readonly number[] | null): readonly number[] =>
  terms === null ? sums : terms.map((term, i) => (sums[i] ?? 0) + term);

/** An e-process before its first period; `history` holds the counts of the baseline run. */
export const startEvalue = (history: GroupPair = { a: none, b: none }): Evalue => ({
  seen: history,
  aAboveB: [],
  bAboveA: [],
});

/**
 * The e-process after the blocks of one more period (see `dealBlocks`). Per block and direction the likelihood ratio of five
 * alternatives, built on the other group's rate before the block, against the null that neither rate lies above the other by more
 * than the tolerance: |rate a − rate b| ≤ tolerance, or |ln(rate a / rate b)| ≤ tolerance. Sums are
 * never reset; a new base rate every period does no harm. One row per unit and period: repeated units break it.
 * Source: Turner, Ly and Grünwald 2024, doi:10.1016/j.jspi.2023.106116; mixing over alternatives: A. Ramdas et al., Statistical Science 38
 * (2023) 576–601, doi:10.1214/23-STS894.
 */
export function batchEvalue(
  before: Evalue,
  blocks: readonly GroupPair[],
  tolerance: number,
  contrast: Contrast = contrasts.difference,
): Evalue {
  let { seen, aAboveB, bAboveA } = before;
  for (const { a, b } of blocks) {
    aAboveB = added(aAboveB, marginLogEvalues(a, b, seen.b, tolerance, contrast));
    bAboveA = added(bAboveA, marginLogEvalues(b, a, seen.a, tolerance, contrast));
    seen = { a: sumOf(seen.a, a), b: sumOf(seen.b, b) };
  }
  return { seen, aAboveB, bAboveA };
}

/** ln e of both directions and of their mixture; 0 before any evidence. Alarm when the mixture's e is at least 1/alpha. */
export function logEvalue({ aAboveB, bAboveA }: Evalue): {
  readonly aAboveB: number;
  readonly bAboveA: number;
  readonly mixture: number;
} {
  const [up, down] = [aAboveB, bAboveA].map((sums) => (sums.length === 0 ? 0 : logMeanExp(sums))) as [number, number];
  return { aAboveB: up, bAboveA: down, mixture: logMeanExp([up, down]) };
}

/** ln e of "some pair of groups is further apart than tolerated": the mean e-value over all pairs. 0 without pairs. */
export const logEvalueOfPairs = (pairs: readonly Evalue[]): number =>
  pairs.length === 0 ? 0 : logMeanExp(pairs.map((pair) => logEvalue(pair).mixture));
