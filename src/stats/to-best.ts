import type { Bounds } from "../core/estimate.js";
import { differenceLimits, ratioLimits } from "./choose-limits.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import type { Correlation, Ends, PairLimits } from "./pair-limits.js";
import type { Sample } from "./sample.js";

/** How groups are compared with the best one. */
export interface BestOptions {
  /** Level of each bound. */
  readonly alpha: number;
  readonly better: "higher" | "lower";
  readonly correlation?: Correlation;
}

/** A group's difference from the best one, or ratio to it; bounds are inclusive, null: infinite. */
export interface ToBest extends Bounds {
  /** p-value of "the group is as good as the best one". */
  readonly p: number;
  readonly method: string;
}

/**
 * Each group's value minus that of the truly best group, whichever it is: 0 at one end, since nobody is better than the
 * best. The bound away from 0 is the outermost unadjusted one-sided limit against any group (it fails only where the one against the
 * truly best group does), the bound towards 0 the farthest limit at a level shared between all others (Bonferroni).
 * Source: J. C. Hsu, Multiple Comparisons (1996), chapter 4 (comparison with the best), with intervals of pairs in place of t.
 * @throws RangeError with fewer than two samples.
 */
export function differencesToBest(samples: readonly Sample[], options: BestOptions): ToBest[] {
  const limits = differenceLimits(samples, options.correlation);
  return shortfalls(limits, options, 0).map(({ far, near, p }) => {
    // 0 − x, as −0 is no 0 to everybody.
    const bounds = options.better === "higher" ? { low: 0 - far, high: 0 - near } : { low: near, high: far };
    return { ...bounds, p, method: limits.method };
  });
}

/**
 * The same for each group's value over that of the truly best group, at most 1 where higher is better and at least 1 where lower is.
 * Values must not be negative.
 */
export function ratiosToBest(samples: readonly Sample[], options: BestOptions): ToBest[] {
  const limits = ratioLimits(samples, options.correlation);
  return shortfalls(limits, options, 1).map(({ far, near, p }) => {
    const bounds =
      options.better === "higher" ? { low: 1 / far, high: 1 / near } : { low: finite(near), high: finite(far) };
    return { ...bounds, p, method: limits.method };
  });
}

const finite = (bound: number): number | null => (Number.isFinite(bound) ? bound : null);

/** Bounds of how far a group is behind, as a difference or ratio on the side where more is worse. */
interface Shortfall {
  readonly far: number;
  readonly near: number;
  readonly p: number;
}

function shortfalls(limits: PairLimits, { alpha, better }: BestOptions, none: number): Shortfall[] {
  const { samples } = limits;
  if (samples.length < 2) throw new RangeError(`a best group needs another one, not ${samples.length}`);
  const others = samples.length - 1;
  const [plain, shared] = [twoSidedCritical(2 * alpha), twoSidedCritical((2 * alpha) / others)];
  const [floors, ceilings] = [limits.floors(plain), limits.ceilings(shared)];
  const sign = better === "higher" ? 1 : -1;
  const order = samples.map((_, j) => j).sort((j, k) => sign * (samples[k]!.value - samples[j]!.value) || j - k);
  const farFirst = byPromise(order, better === "higher" ? floors.second : floors.first, sign);
  const nearFirst = byPromise(order, better === "higher" ? ceilings.first : ceilings.second, sign);
  return samples.map((_, i) => {
    const ahead = (j: number): readonly [number, number] => (better === "higher" ? [j, i] : [i, j]);
    const best = order[0] === i ? order[1]! : order[0]!;
    const critical = limits.critical(...ahead(best), none, 0);
    return {
      far: farthestAhead(limits, { i, ahead, c: plain, none, order: farFirst, ends: floors }),
      near: nearestAhead(limits, { i, ahead, c: shared, none, order: nearFirst, ends: ceilings }),
      p: Math.min(1, others * normalUpper(critical)),
    };
  });
}

/** Samples by an end of theirs, the best first. */
const byPromise = (order: readonly number[], ends: Float64Array, sign: number): number[] =>
  [...order].sort((j, k) => sign * (ends[k]! - ends[j]!));

interface Search {
  readonly i: number;
  /** The pair of which sample j is the better one. */
  readonly ahead: (j: number) => readonly [number, number];
  readonly c: number;
  readonly none: number;
  readonly order: readonly number[];
  readonly ends: Ends;
}

/** The largest upper limit of how far any other sample is ahead; the samples that may be farther come first. */
function farthestAhead(limits: PairLimits, { i, ahead, c, none, order, ends }: Search): number {
  let least = limits.scale === "difference" ? -none : 1 / none;
  for (const j of order) {
    if (j === i) continue;
    const [a, b] = ahead(j);
    if (joined(limits, ends.first[b]!, ends.second[a]!, 0) >= least) break;
    least = Math.min(least, limits.lower(b, a, c));
  }
  if (limits.scale === "difference") return -least;
  return least > 0 ? 1 / least : Number.POSITIVE_INFINITY;
}

/** The largest lower limit of how far any other sample is ahead. */
function nearestAhead(limits: PairLimits, { i, ahead, c, none, order, ends }: Search): number {
  let most = none;
  for (const j of order) {
    if (j === i) continue;
    const [a, b] = ahead(j);
    if (joined(limits, ends.first[a]!, ends.second[b]!, Number.POSITIVE_INFINITY) <= most) break;
    most = Math.max(most, limits.lower(a, b, c));
  }
  return most;
}

const joined = ({ scale }: PairLimits, first: number, second: number, beyond: number): number =>
  scale === "difference" ? first - second : second > 0 ? first / second : beyond;
