import { type DriftStatistic, driftStatistics } from "../core/drift.js";
import { random } from "../core/random.js";
import type { Interval } from "./interval-function.js";
import { normalQuantile } from "./normal-quantile.js";

/** Rows of one sample by bin. */
export interface BinnedRows {
  readonly counts: ArrayLike<number>;
  /** Independent rows that all of them are worth: fewer than they are where rows of one unit repeat each other. */
  readonly effective: number;
}

/** What is known of one statistic. */
export interface Drift {
  /** Of the two samples as they are. */
  readonly observed: number;
  /** The drift of which the observed one would be the median: without what chance alone adds, 0 where chance adds more. */
  readonly value: number;
  /** One-sided limits at level alpha. */
  readonly low: (alpha: number) => number;
  readonly high: (alpha: number) => number;
}

/** Samples drawn for each amount of drift. */
const replicates = 1000;
const mostSteps = 60;

/**
 * Drift from one sample of rows to another over the same bins, in their order, with its limits; null where a sample is empty or all rows
 * are in one bin. population_stability: Σ (p − q) ln(p/q), half a row added to every bin of both samples, so that an empty one counts as that;
 * jensen_shannon: the distance, the root of the divergence in bits, 0 to 1, of the same shares; kolmogorov_smirnov: the largest difference of the
 * cumulative shares; total_variation: ½ Σ |p − q|, both 0 to 1.
 *
 * All four are above 0 by chance alone, most where bins are many and rows few, so limits come from inverting a test: along the line of
 * distributions from both samples pooled through the two as they are and beyond (a geometric path, p_t ∝ m (p/m)^t), samples of the same effective sizes are
 * drawn, and a drift is within the limits while the observed statistic is not in the tail of what was drawn for it. An observed drift below the median
 * one without drift is taken for that one above, so that luck never makes the upper limit small. Counts are drawn by their root, which has nearly the
 * variance ¼ (Anscombe), from one fixed set of normal deviates: the same samples give the same limits.
 * Of the cumulative shares the upper limit is another one ({@link aboveEverywhere}).
 * Source: inversion along a line: T. J. DiCiccio and J. P. Romano, Int. Statistical Review 58 (1990) 59–76, doi:10.2307/1403474; roots: F. J. Anscombe,
 * Biometrika 35 (1948) 246–254, doi:10.1093/biomet/35.3-4.246; intersection–union: R. L. Berger, Technometrics 24 (1982) 295–300, doi:10.1080/00401706.1982.10487790.
 */
export function distributionDrift(before: BinnedRows, now: BinnedRows): ReadonlyMap<DriftStatistic, Drift> | null {
  const pair = pairOf(before, now);
  if (pair === null) return null;
  const observed = new Float64Array(driftStatistics.length);
  statisticsOf(pair.now.shares, pair.before.shares, pair, observed);
  const steps = stepsOf(pair, observed);
  const found = new Map(driftStatistics.map((name, s) => [name, inverted(observed[s]!, steps, s)]));
  const distance = found.get("kolmogorov_smirnov") as Drift;
  const above = aboveEverywhere(distance.observed, pair);
  return found.set("kolmogorov_smirnov", { ...distance, high: (alpha) => Math.max(distance.value, above(alpha)) });
}

/**
 * The upper limit of the largest difference of the cumulative shares: the true one is reached at some cut, and there the sample's is no more than z standard
 * errors below it, so the largest of these is enough (Berger's intersection–union test). Inversion takes off what chance adds, and at a cut that
 * stands alone chance adds nothing: its limit was passed by 12 % instead of 5 %.
 */
function aboveEverywhere(observed: number, { before, now }: Pair): Drift["high"] {
  let [p, q, widest] = [0, 0, 0];
  for (const [bin, share] of now.shares.entries()) {
    p += share;
    q += before.shares[bin]!;
    widest = Math.max(widest, (p * (1 - p)) / now.effective + (q * (1 - q)) / before.effective);
  }
  return (alpha) => Math.min(1, observed - normalQuantile(alpha) * Math.sqrt(widest));
}

interface Sample {
  readonly shares: Float64Array;
  readonly effective: number;
}

interface Pair {
  readonly before: Sample;
  readonly now: Sample;
  readonly bins: number;
}

/** Both as shares of the bins that some row is in. */
function pairOf(before: BinnedRows, now: BinnedRows): Pair | null {
  const used = Array.from(before.counts, (count, bin) => ({ count, bin })).filter(
    ({ count, bin }) => count + now.counts[bin]! > 0,
  );
  const sample = ({ counts, effective }: BinnedRows): Sample | null => {
    const n = used.reduce((sum, { bin }) => sum + counts[bin]!, 0);
    return n > 0 && effective > 0
      ? { shares: Float64Array.from(used, ({ bin }) => counts[bin]! / n), effective }
      : null;
  };
  const [first, second] = [sample(before), sample(now)];
  return first === null || second === null || used.length < 2
    ? null
    : { before: first, now: second, bins: used.length };
}

/** All four statistics of the shares of two samples, half a row added for those that take logarithms. */
function statisticsOf(p: Float64Array, q: Float64Array, { now, before, bins }: Pair, into: Float64Array): void {
  const [addP, addQ] = [0.5 / (now.effective + bins / 2), 0.5 / (before.effective + bins / 2)];
  const [keepP, keepQ] = [1 - bins * addP, 1 - bins * addQ];
  distancesOf(
    p,
    q,
    into,
    (share) => share * keepP + addP,
    (share) => share * keepQ + addQ,
  );
}

const asItIs = (share: number): number => share;

/** The statistics of two lists of shares; what takes logarithms, of the shares as they are made positive. */
function distancesOf(
  p: Float64Array,
  q: Float64Array,
  into: Float64Array,
  positive: (share: number) => number = asItIs,
  otherPositive: (share: number) => number = asItIs,
): void {
  let [stability, divergence, cumulative, farthest, apart] = [0, 0, 0, 0, 0];
  for (let bin = 0; bin < p.length; bin++) {
    const [a, b] = [p[bin]!, q[bin]!];
    const [c, d] = [positive(a), otherPositive(b)];
    const [logC, logD, logMean] = [Math.log(c), Math.log(d), Math.log((c + d) / 2)];
    stability += (c - d) * (logC - logD);
    divergence += c * (logC - logMean) + d * (logD - logMean);
    cumulative += a - b;
    farthest = Math.max(farthest, Math.abs(cumulative));
    apart += Math.abs(a - b);
  }
  into[0] = Math.max(0, stability);
  into[1] = Math.sqrt(Math.min(1, Math.max(0, divergence / 2 / Math.LN2)));
  into[2] = Math.min(1, farthest);
  into[3] = Math.min(1, apart / 2);
}

/** An amount of drift, and what samples of it look like: by statistic the true one and those drawn, ascending. */
interface Step {
  readonly truth: Float64Array;
  readonly drawn: readonly Float64Array[];
}

/** Amounts of drift from none to where all that is drawn is beyond what was observed. */
function stepsOf(pair: Pair, observed: Float64Array): Step[] {
  const path = pathOf(pair);
  const deviates = deviatesOf(2 * pair.bins);
  const first = stepAt(0, path, pair, deviates);
  const targets = observed.map((value, s) => Math.max(value, medianOf(first.drawn[s]!)));
  const steps = [first];
  for (let t = 0.25; steps.length < mostSteps; t += t < 2 ? 0.25 : t / 4) {
    const step = stepAt(t, path, pair, deviates);
    steps.push(step);
    if (step.drawn.every((drawn, s) => drawn[0]! > targets[s]!)) break;
  }
  return steps;
}

/** Logarithms of the shares pooled, and by how much each sample's are away from them. */
interface Path {
  readonly pooled: Float64Array;
  readonly before: Float64Array;
  readonly now: Float64Array;
}

function pathOf({ before, now, bins }: Pair): Path {
  const smooth = ({ shares, effective }: Sample): Float64Array =>
    shares.map((share) => (share * effective + 0.5) / (effective + bins / 2));
  const [q, p] = [smooth(before), smooth(now)];
  const total = before.effective + now.effective;
  const pooled = p.map((share, bin) => Math.log((share * now.effective + q[bin]! * before.effective) / total));
  const away = (shares: Float64Array): Float64Array => shares.map((share, bin) => Math.log(share) - pooled[bin]!);
  const [ofBefore, ofNow] = [away(q), away(p)];
  // Steps are no smaller than what chance makes: about (k − 1)(1/n + 1/m) of population stability.
  const chance = (bins - 1) * (1 / before.effective + 1 / now.effective);
  const found = p.reduce((sum, share, bin) => sum + (share - q[bin]!) * (ofNow[bin]! - ofBefore[bin]!), 0);
  if (found >= chance) return { pooled, before: ofBefore, now: ofNow };
  if (found > 1e-12) {
    const scaled = (values: Float64Array): Float64Array => values.map((value) => value * Math.sqrt(chance / found));
    return { pooled, before: scaled(ofBefore), now: scaled(ofNow) };
  }
  // Equal samples name no direction: one half of the bins against the other.
  const half = Math.sqrt(chance) / 2;
  const direction = (sign: number): Float64Array =>
    Float64Array.from(pooled, (_, bin) => (bin < bins / 2 ? sign : -sign) * half);
  return { pooled, before: direction(-1), now: direction(1) };
}

function stepAt(t: number, { pooled, before, now }: Path, pair: Pair, deviates: Float64Array): Step {
  const at = (away: Float64Array): Float64Array => {
    const logs = pooled.map((value, bin) => value + t * away[bin]!);
    const highest = Math.max(...logs);
    const shares = logs.map((value) => Math.exp(value - highest));
    const total = shares.reduce((sum, share) => sum + share, 0);
    return shares.map((share) => Math.max(share / total, 1e-300));
  };
  const [q, p] = [at(before), at(now)];
  const truth = new Float64Array(driftStatistics.length);
  distancesOf(p, q, truth);
  return { truth, drawn: drawnAt(p, q, pair, deviates) };
}

function drawnAt(p: Float64Array, q: Float64Array, pair: Pair, deviates: Float64Array): Float64Array[] {
  const { bins } = pair;
  const drawn = driftStatistics.map(() => new Float64Array(replicates));
  const [roots, others] = [
    p.map((share) => Math.sqrt(share * pair.now.effective)),
    q.map((share) => Math.sqrt(share * pair.before.effective)),
  ];
  const [x, y] = [new Float64Array(bins), new Float64Array(bins)];
  const found = new Float64Array(driftStatistics.length);
  for (let b = 0; b < replicates; b++) {
    const from = b * 2 * bins;
    drawShares(roots, deviates, from, x);
    drawShares(others, deviates, from + bins, y);
    statisticsOf(x, y, pair, found);
    for (let s = 0; s < drawn.length; s++) drawn[s]![b] = found[s]!;
  }
  for (const values of drawn) values.sort();
  return drawn;
}

function drawShares(roots: Float64Array, deviates: Float64Array, from: number, into: Float64Array): void {
  let total = 0;
  for (let bin = 0; bin < roots.length; bin++) {
    const root = roots[bin]! + deviates[from + bin]! / 2;
    const count = root <= 0 ? 0 : Math.max(0, root * root - 0.25);
    into[bin] = count;
    total += count;
  }
  // Every count may be drawn as 0 where all are small: then nothing is known of the shares.
  for (let bin = 0; bin < roots.length; bin++) into[bin] = total > 0 ? into[bin]! / total : 1 / roots.length;
}

const known = new Map<number, Float64Array>();

/** Normal deviates, `width` for each replicate; the same ones whenever they are asked for. */
function deviatesOf(width: number): Float64Array {
  const found = known.get(width);
  if (found !== undefined) return found;
  const uniform = random(1, "distribution drift");
  const deviates = Float64Array.from({ length: width * replicates }, () => normalQuantile(uniform() + 2 ** -54));
  known.set(width, deviates);
  return deviates;
}

const medianOf = (ascending: Float64Array): number => quantile(ascending, 0.5);

/** Between the order statistics at level·(n + 1); beyond 1 % on either side as a normal distribution goes on from there and 10 %. */
function quantile(ascending: Float64Array, level: number): number {
  if (level < 0.01) return tail(ascending, level, 0.01, 0.1);
  return level > 0.99 ? tail(ascending, level, 0.99, 0.9) : within(ascending, level);
}

function tail(ascending: Float64Array, level: number, from: number, inner: number): number {
  const [outer, nearer] = [within(ascending, from), within(ascending, inner)];
  const [z, zOuter, zInner] = [level, from, inner].map(normalQuantile) as [number, number, number];
  return Math.max(0, outer + ((z - zOuter) / (zOuter - zInner)) * (outer - nearer));
}

function within(ascending: Float64Array, level: number): number {
  const place = Math.min(ascending.length, Math.max(1, level * (ascending.length + 1))) - 1;
  const below = Math.floor(place);
  const [a, b] = [ascending[below]!, ascending[Math.min(ascending.length - 1, below + 1)]!];
  return a + (place - below) * (b - a);
}

function inverted(observed: number, steps: readonly Step[], s: number): Drift {
  const none = medianOf(steps[0]!.drawn[s]!);
  const inverse = (value: number, level: number): number => driftWhere(steps, s, level, value);
  return {
    observed,
    value: inverse(observed, 0.5),
    low: (alpha) => inverse(observed, 1 - alpha),
    high: (alpha) => inverse(Math.max(observed, none), alpha),
  };
}

/** The true drift of whose drawn values `value` is the quantile at `level`; 0 where it is less than that without drift. */
function driftWhere(steps: readonly Step[], s: number, level: number, value: number): number {
  let [truth, at] = [0, quantile(steps[0]!.drawn[s]!, level)];
  if (value <= at) return 0;
  for (const { truth: truths, drawn } of steps.slice(1)) {
    const [next, there] = [truths[s]!, quantile(drawn[s]!, level)];
    if (value <= there) return between(truth, next, there > at ? (value - at) / (there - at) : 1, s);
    [truth, at] = [Math.max(truth, next), Math.max(at, there)];
  }
  return truth;
}

/** Population stability grows as the square of what the others are. */
function between(from: number, to: number, share: number, s: number): number {
  if (s > 0) return from + share * (to - from);
  return (Math.sqrt(from) + share * (Math.sqrt(to) - Math.sqrt(from))) ** 2;
}

/** Two-sided interval at confidence 1 − alpha. */
export const driftInterval = ({ low, high }: Drift, alpha: number): Interval => ({
  low: low(alpha / 2),
  high: high(alpha / 2),
});
