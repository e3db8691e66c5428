import type { Interval } from "./interval-function.js";
import { moverDifference } from "./mover.js";
import { tango } from "./tango.js";

/**
 * Rows of one group by two predictions on the same rows: first digit the candidate's (now), second the baseline's
 * (then).
 */
export interface PairCounts {
  readonly n11: number;
  readonly n10: number;
  readonly n01: number;
  readonly n00: number;
}

/** How a gap between two groups changed from baseline to candidate. */
export interface PairedChange {
  readonly gapNow: number;
  readonly gapThen: number;
  /** gapNow − gapThen and its interval. */
  readonly changeOfGap: number;
  readonly change: Interval;
  /** Interval of gapNow + gapThen. */
  readonly sum: Interval;
  /** |gapNow| − |gapThen| and its bounds. */
  readonly growth: number;
  readonly growthBounds: Interval;
}

/**
 * An estimate of a group (paired difference now − then, or now + then − 1) with its Tango interval, from the cells that
 * decide it.
 */
function paired({ n11, n10, n01, n00 }: PairCounts, plus: number, minus: number, critical: number) {
  const n = n11 + n10 + n01 + n00;
  return { value: (plus - minus) / n, bounds: tango(plus, minus, n, critical) };
}

/**
 * Change of the gap between groups g and h, both predicted twice on the same rows: MOVER of the groups' Tango
 * intervals. Growth of the absolute gap: low = max over signs s of min over signs t of L(s·now − t·then), high = upper
 * limit of |now − then|. For s ≠ t, now + then is bounded by the same method with the baseline flipped, so that the
 * pairs (1, 1) and (0, 0) are the discordant ones.
 */
export function pairedChange(g: PairCounts, h: PairCounts, critical: number): PairedChange {
  const size = (cells: PairCounts): number => cells.n11 + cells.n10 + cells.n01 + cells.n00;
  const gap = (cell: "n10" | "n01"): number => (g.n11 + g[cell]) / size(g) - (h.n11 + h[cell]) / size(h);
  const [minusG, minusH] = [g, h].map((cells) => paired(cells, cells.n10, cells.n01, critical)) as [Paired, Paired];
  const [plusG, plusH] = [g, h].map((cells) => paired(cells, cells.n11, cells.n00, critical)) as [Paired, Paired];
  const change = moverDifference(minusG.value, minusG.bounds, minusH.value, minusH.bounds);
  const sum = moverDifference(plusG.value, plusG.bounds, plusH.value, plusH.bounds);
  const [gapNow, gapThen] = [gap("n10"), gap("n01")];
  return {
    gapNow,
    gapThen,
    changeOfGap: minusG.value - minusH.value,
    change,
    sum,
    growth: Math.abs(gapNow) - Math.abs(gapThen),
    growthBounds: {
      low: Math.max(Math.min(change.low, sum.low), Math.min(-change.high, -sum.high)),
      high: Math.max(change.high, -change.low),
    },
  };
}

type Paired = ReturnType<typeof paired>;
