import { marginLogEvalues } from "./block-evalue.js";
import { type Contrast, contrasts } from "./contrast.js";
import type { Interval } from "./interval-function.js";
import { logMeanExp } from "./log-mean-exp.js";
import type { GroupPair, Proportion } from "./proportion.js";

/** One limit of a sequence as it grows: gaps that are tried and not yet rejected. */
interface SequenceSide {
  /** Grid points, rising, with their sums of ln e per margin; none before the first block that says something. */
  readonly open: readonly { readonly point: number; readonly sums: readonly number[] }[];
  /** The first grid point that is no longer tried; all above it are not tried either. */
  readonly end: number;
}

/** A confidence sequence up to the last period; plain data, to be kept from one audit to the next. Its size does not grow. */
export interface GapSequence {
  /** Rows seen so far. */
  readonly seen: GroupPair;
  /** Of the lower limit of how far a lies above b, and b above a. */
  readonly aAboveB: SequenceSide;
  readonly bAboveA: SequenceSide;
}

/** Steps from one end of a contrast's reach to the other: differences that are tried lie 0.01 apart, ratios 3 %. */
const steps = 200;

/**
 * ln e at which a gap is given up. Below it the evidence has to grow by more than e⁴⁰ before the gap is rejected, which only a gap
 * that changes does. Giving up a point can only widen the interval, so that it still holds the true gap as often.
 */
const hopeless = -40;

const none: Proportion = { successes: 0, trials: 0 };

/** A sequence before its first period. */
export function startGapSequence(): GapSequence {
  const open = Array.from({ length: steps - 1 }, (_, i) => ({ point: i + 1, sums: [] }));
  const side: SequenceSide = { open, end: steps };
  return { seen: { a: none, b: none }, aAboveB: side, bAboveA: side };
}

/**
 * The anytime-valid confidence sequence of `gapConfidenceSequence` after the blocks of one more period (see `dealBlocks`), from the
 * state after the one before: the same definition and grid, at a cost that does not depend on how many periods there were. The same
 * limits, but for gaps that were given up (see `hopeless`), which can only widen them.
 * @param alpha all intervals of the sequence hold the true gap together with probability at least 1 − alpha
 * Source: as `gapConfidenceSequence`.
 */
export function extendGapSequence(
  before: GapSequence,
  blocks: readonly GroupPair[],
  alpha: number,
  contrast: Contrast = contrasts.difference,
): GapSequence {
  const swap = ({ a, b }: GroupPair): GroupPair => ({ a: b, b: a });
  const threshold = Math.log(2 / alpha);
  return {
    seen: blocks.reduce(({ a, b }, block) => ({ a: sum(a, block.a), b: sum(b, block.b) }), before.seen),
    aAboveB: extended(before.aAboveB, blocks, before.seen.b, { threshold, contrast }),
    bAboveA: extended(before.bAboveA, blocks.map(swap), before.seen.a, { threshold, contrast }),
  };
}

/**
 * The interval, after the last period, of how far a lies above b on the scale of a contrast; low above high: the gap was not the same
 * in all periods. As far as a contrast goes where nothing was rejected, which for ratios is infinitely far.
 */
export const gapSequenceLimits = (
  { aAboveB, bAboveA }: GapSequence,
  contrast: Contrast = contrasts.difference,
): Interval => ({
  low: limitOf(aAboveB, contrast),
  // Written as 0 − limit, so that a limit of 0 is no −0.
  high: 0 - limitOf(bAboveA, contrast),
});

/** As a share of whole steps, so that grid points such as 0 are exact. */
const gapAt = (point: number, { reach, largest }: Contrast): number =>
  point === 0 ? -largest : reach * ((2 * point) / steps - 1);

/** The largest gap up to which every one was rejected. */
const limitOf = ({ open, end }: SequenceSide, contrast: Contrast): number =>
  gapAt((open[0]?.point ?? end) - 1, contrast);

const sum = (x: Proportion, y: Proportion): Proportion => ({
  successes: x.successes + y.successes,
  trials: x.trials + y.trials,
});

/** What is asked of every gap. */
interface Question {
  /** ln e at which a gap is rejected. */
  readonly threshold: number;
  readonly contrast: Contrast;
}

function extended(
  { open, end }: SequenceSide,
  blocks: readonly GroupPair[],
  seen: Proportion,
  { threshold, contrast }: Question,
): SequenceSide {
  const kept: { point: number; sums: readonly number[] }[] = [];
  for (const { point, sums } of open) {
    const after = summed(sums, blocks, seen, { gap: gapAt(point, contrast), contrast });
    const evidence = after.length === 0 ? 0 : logMeanExp(after);
    // Every limit lies below the first gap that is given up, so the ones above it have nothing more to say.
    if (evidence < hopeless) return { open: kept, end: point };
    if (evidence < threshold) kept.push({ point, sums: after });
  }
  return { open: kept, end };
}

/** The sums after the blocks; the rate of the lower group runs along. */
function summed(
  sums: readonly number[],
  blocks: readonly GroupPair[],
  seen: Proportion,
  { gap, contrast }: { readonly gap: number; readonly contrast: Contrast },
): readonly number[] {
  let after = sums;
  let running = seen;
  for (const { a, b } of blocks) {
    const terms = marginLogEvalues(a, b, running, gap, contrast);
    if (terms !== null) after = terms.map((term, i) => (after[i] ?? 0) + term);
    running = sum(running, b);
  }
  return after;
}
