import { type ChangeBounds, type ChangeSample, changeBounds } from "./change-sample.js";
import { twoSidedCritical } from "./normal-quantile.js";
import { normalUpper } from "./normal-upper.js";
import { twoGroupCritical } from "./two-group-gap.js";

/** Levels and tolerance of the growth of a gap. */
export interface GrowthOptions {
  /** One-sided level of the passing bound, in (0, ½), and of the failing one unless `lowAlpha` says otherwise. */
  readonly alpha: number;
  readonly lowAlpha?: number;
  /** The growth that may be; default 0. */
  readonly tolerance?: number;
  /** Which samples the passing bound speaks for; default all. */
  readonly judged?: readonly boolean[];
  /** Units have rows in several groups, so that values of different groups are not independent; default false. */
  readonly unitsAcross?: boolean;
}

/** How much the largest gap between any two groups grew, with the bounds that can decide about a tolerance. */
export interface GapGrowth {
  /** Largest gap then and now, and their difference. */
  readonly before: number;
  readonly now: number;
  readonly value: number;
  /** Failing bound. */
  readonly low: number;
  /** Passing bound; null: fewer than two judged samples. */
  readonly high: number | null;
  /** Indices of the highest and the lowest value now. */
  readonly pair: readonly [number, number];
}

/** The part of the level of the passing bound that goes to the comparison of a pair now with itself then. */
const ownShare = 0.9;

/**
 * Growth of the largest gap between any two groups, G = max over (i, j) of min over (k, l) of (nowᵢ − nowⱼ) − (thenₖ − thenₗ), over
 * ordered pairs. Each such contrast has limits by MOVER of what each group contributes to it: its value now, its value then, or the
 * difference or the sum of both.
 *
 * - Failing bound: L = max over (i, j) of min over (k, l) of the lower limits. With (k, l) the pair that was truly the widest, no contrast
 *   is more than G, so that a false fail needs one of the k(k − 1) limits of (i, j) to miss (Bonferroni). Two groups have the rule of the gap
 *   between two groups: both directions of now can only miss together when the tolerance is small against the error
 *   ({@link twoGroupCritical}).
 * - Passing bound: with (i, j) the pair that is truly the widest now, every contrast is at least G. U = max over (i, j), of judged
 *   groups, of the least upper limit: that against the same pair then at nine tenths of the level, those against all other pairs at the
 *   rest of it, shared out among them. So a gap that shrank is not bounded by how far it moved.
 *
 * Source: the two-group case in the growth of |gap| by MOVER of Tango's intervals ({@link "./paired-change.js"}); R. G. Newcombe, Stat. Med. 17
 * (1998), method 10.
 * @throws RangeError with fewer than two samples
 */
export function gapGrowth(samples: readonly ChangeSample[], options: GrowthOptions): GapGrowth {
  if (samples.length < 2) throw new RangeError(`a gap needs two groups, not ${samples.length}`);
  const { alpha, lowAlpha = alpha, judged } = options;
  const [now, before] = [samples.map((sample) => sample.now.value), samples.map((sample) => sample.before.value)];
  const [pairNow, pairBefore] = [widest(now), widest(before)];
  const [gapNow, gapBefore] = [gapOf(now, pairNow), gapOf(before, pairBefore)];
  const chosen = samples.filter((_, i) => judged?.[i] ?? true);
  return {
    before: gapBefore,
    now: gapNow,
    value: gapNow - gapBefore,
    low: lowerBound(samples, lowAlpha, options),
    high: chosen.length < 2 ? null : upperBound(chosen, alpha, options),
    pair: pairNow,
  };
}

/**
 * Growth of the gap to a reference group, the largest over the other groups. Each pair is bounded by itself: Bonferroni over the pairs on the
 * failing side; the passing bound needs every judged pair.
 * @throws RangeError with fewer than two samples
 */
export function gapGrowthTo(samples: readonly ChangeSample[], reference: number, options: GrowthOptions): GapGrowth {
  const { alpha, lowAlpha = alpha, judged } = options;
  const others = samples.flatMap((_, i) => (i === reference ? [] : [i]));
  const isJudged = (i: number): boolean => judged?.[i] ?? true;
  const each = others.map((i): GapGrowth => {
    const both = isJudged(i) && isJudged(reference);
    const of = { ...options, lowAlpha: lowAlpha / others.length, judged: [both, both] };
    const { pair, ...growth } = gapGrowth([samples[i]!, samples[reference]!], of);
    return { ...growth, pair: pair[0] === 0 ? [i, reference] : [reference, i] };
  });
  if (each.length === 0) throw new RangeError("a gap needs two groups, not 1");
  const worst = each.reduce((a, b) => (b.value > a.value ? b : a));
  const high = each.flatMap((one) => one.high ?? []);
  return {
    ...worst,
    low: Math.max(...each.map(({ low }) => low)),
    high: high.length === 0 ? null : Math.max(...high),
  };
}

/** An ordered pair of samples: first minus second. */
type Pair = readonly [number, number];

const gapOf = (values: readonly number[], [i, j]: Pair): number => values[i]! - values[j]!;

/** Indices of the first highest and the first lowest value, two different ones. */
function widest(values: readonly number[]): Pair {
  let [highest, lowest] = [0, 0];
  values.forEach((value, i) => {
    if (value > values[highest]!) highest = i;
    if (value < values[lowest]!) lowest = i;
  });
  return highest === lowest ? [0, 1] : [highest, lowest];
}

/** Ordered pairs of k samples, those of the largest difference first. */
function pairsByGap(values: readonly number[]): Pair[] {
  const pairs = values.flatMap((_, i) => values.flatMap((_, j): Pair[] => (i === j ? [] : [[i, j]])));
  return pairs.sort((a, b) => gapOf(values, b) - gapOf(values, a));
}

function lowerBound(
  samples: readonly ChangeSample[],
  level: number,
  { tolerance = 0, unitsAcross = false }: GrowthOptions,
): number {
  const count = samples.length * (samples.length - 1);
  const alpha = samples.length === 2 ? twoGroupAlpha(samples, level, tolerance, unitsAcross) : (2 * level) / count;
  const contrasts = contrastsOf(samples, alpha, unitsAcross);
  const [now, before] = [contrasts.pairsNow, contrasts.pairsBefore];
  let best = Number.NEGATIVE_INFINITY;
  for (const one of now) {
    // No limit is above its estimate, and the least estimate is that against the widest pair then.
    if (contrasts.estimate(one, before[0]!) <= best) break;
    let least = Number.POSITIVE_INFINITY;
    for (const other of before) {
      least = Math.min(least, contrasts.lower(one, other));
      if (least <= best) break;
    }
    best = Math.max(best, least);
  }
  return best;
}

/** Two-sided level of the limits of two groups whose failing bound has this one-sided level. */
function twoGroupAlpha(
  samples: readonly ChangeSample[],
  level: number,
  tolerance: number,
  unitsAcross: boolean,
): number {
  const critical = twoSidedCritical(2 * level);
  const { lower, estimate } = contrastsOf(samples, 2 * level, unitsAcross);
  const errors = [
    [
      [0, 1],
      [0, 1],
    ],
    [
      [0, 1],
      [1, 0],
    ],
    [
      [1, 0],
      [1, 0],
    ],
    [
      [1, 0],
      [0, 1],
    ],
  ] as const;
  const [same, other, sameBack, otherBack] = errors.map(
    ([now, before]) => (estimate(now, before) - lower(now, before)) / critical,
  ) as [number, number, number, number];
  // Both directions of now miss together no more often than the more precise of their two contrasts allows.
  const error = Math.min(Math.max(same, sameBack), Math.max(other, otherBack));
  return 2 * normalUpper(twoGroupCritical(level, tolerance, error));
}

function upperBound(samples: readonly ChangeSample[], level: number, { unitsAcross = false }: GrowthOptions): number {
  const others = samples.length * (samples.length - 1) - 1;
  const own = contrastsOf(samples, 2 * level * ownShare, unitsAcross);
  const rest = contrastsOf(samples, (2 * level * (1 - ownShare)) / others, unitsAcross);
  // The upper limit of a contrast is minus the lower one of its opposite.
  const upper = ({ lower }: Contrasts, [i, j]: Pair, [k, l]: Pair): number => -lower([j, i], [l, k]);
  const each = own.pairsNow.map((pair) => ({ pair, bound: upper(own, pair, pair) }));
  let worst = Number.NEGATIVE_INFINITY;
  for (const { pair, bound } of each.sort((a, b) => b.bound - a.bound)) {
    if (bound <= worst) break;
    let least = bound;
    for (const other of rest.pairsBefore) {
      if (least <= worst) break;
      if (other[0] !== pair[0] || other[1] !== pair[1]) least = Math.min(least, upper(rest, pair, other));
    }
    worst = Math.max(worst, least);
  }
  return worst;
}

/** Limits of (nowᵢ − nowⱼ) − (thenₖ − thenₗ) for all ordered pairs. */
interface Contrasts {
  /** Those with the largest gaps first. */
  readonly pairsNow: readonly Pair[];
  readonly pairsBefore: readonly Pair[];
  readonly estimate: (now: Pair, before: Pair) => number;
  readonly lower: (now: Pair, before: Pair) => number;
}

function contrastsOf(samples: readonly ChangeSample[], alpha: number, unitsAcross: boolean): Contrasts {
  const bounds = samples.map((sample) => changeBounds(sample, alpha));
  const now = samples.map((sample) => sample.now.value);
  const before = samples.map((sample) => sample.before.value);
  const distances = samples.map((_, g) => distancesOf(now[g]!, before[g]!, bounds[g]!));
  const estimate = (one: Pair, other: Pair): number => gapOf(now, one) - gapOf(before, other);
  const lower = (one: Pair, other: Pair): number => {
    let [sum, squares] = [0, 0];
    for (const g of new Set([...one, ...other])) {
      const distance = distances[g]![3 * sign(g, one) + 4 - sign(g, other)]!;
      sum += distance;
      squares += distance * distance;
    }
    return estimate(one, other) - (unitsAcross ? sum : Math.sqrt(squares));
  };
  return { pairsNow: pairsByGap(now), pairsBefore: pairsByGap(before), estimate, lower };
}

const sign = (sample: number, [first, second]: Pair): number => Number(sample === first) - Number(sample === second);

/** Distances from a·now + b·then down to its lower limit, at place 3a + b + 4, for a and b of −1, 0 and 1. */
function distancesOf(now: number, before: number, bounds: ChangeBounds): Float64Array {
  const below = (value: number, { low }: ChangeBounds["now"]): number => Math.max(0, value - low);
  const above = (value: number, { high }: ChangeBounds["now"]): number => Math.max(0, high - value);
  const [difference, sum] = [now - before, now + before];
  return Float64Array.of(
    above(sum, bounds.sum),
    above(now, bounds.now),
    above(difference, bounds.difference),
    above(before, bounds.before),
    0,
    below(before, bounds.before),
    below(difference, bounds.difference),
    below(now, bounds.now),
    below(sum, bounds.sum),
  );
}
