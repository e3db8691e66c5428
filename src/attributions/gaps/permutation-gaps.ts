import { type Random, random } from "../../core/random.js";
import { sidesOf, type UnitPair } from "./unit-parts.js";

/** Where the permutations come from. */
export interface PermutationPlan {
  readonly seed: number;
  /** Names the stream of random numbers. */
  readonly stream: string;
  readonly permutations: number;
}

/**
 * Two-sided permutation p-values of "the two sides do not differ", one per ratio; all ratios share a denominator and the
 * permutations, so that they can be adjusted together. null with fewer than two units on a side.
 *
 * A unit changes sides with all its rows; of a unit that stands on both sides the two parts change places. The statistic is the
 * difference over its linearised standard error in the same permutation: without it, groups of unequal size and spread, whose
 * means are the same, would be told apart too often. p = (1 + permutations at least as extreme) / (1 + permutations).
 * Source: A. Janssen, Statistics & Probability Letters 36 (1997), doi:10.1016/S0167-7152(97)00043-6; E. Chung and J. Romano,
 * Annals of Statistics 41 (2013), doi:10.1214/13-AOS1090; Phipson and Smyth 2010, doi:10.2202/1544-6115.1585.
 */
export function permutationGaps(
  pair: UnitPair,
  numerators: readonly Float64Array[],
  denominator: Float64Array,
  { seed, stream, permutations }: PermutationPlan,
): (number | null)[] {
  const layout = layoutOf(pair);
  const [first, both] = [layout.firstSingles, layout.doubles.length];
  const second = layout.singles.length - first;
  if (first + both < 2 || second + both < 2) return numerators.map(() => null);
  const weights = sidesOf(pair, denominator);
  const figures = numerators.map((numerator) => figureOf(layout, centred(sidesOf(pair, numerator), weights), weights));
  const uniform = random(seed, stream);
  const assignment = identity(layout);
  const observed = figures.map((figure) => statistic(layout, figure, assignment));
  const extreme = new Float64Array(figures.length);
  for (let b = 0; b < permutations; b++) {
    shuffle(assignment, layout, uniform);
    for (let f = 0; f < figures.length; f++) {
      // Sums of the same numbers in another order differ in their last digits only.
      if (statistic(layout, figures[f]!, assignment) >= observed[f]! * (1 - 1e-10)) extreme[f]!++;
    }
  }
  return Array.from(extreme, (count) => (1 + count) / (1 + permutations));
}

type Sides = readonly [Float64Array, Float64Array];

/** Units by the sides on which they have rows. */
interface Layout {
  /** Places of units on one side only: those of the first side, then those of the second. */
  readonly singles: Int32Array;
  readonly firstSingles: number;
  readonly doubles: Int32Array;
}

function layoutOf({ size, rows }: UnitPair): Layout {
  const places = Array.from({ length: size }, (_, unit) => unit);
  const isOn = (unit: number, side: 0 | 1): boolean => rows[side][unit]! > 0;
  const first = places.filter((unit) => isOn(unit, 0) && !isOn(unit, 1));
  const second = places.filter((unit) => isOn(unit, 1) && !isOn(unit, 0));
  return {
    singles: Int32Array.from([...first, ...second]),
    firstSingles: first.length,
    doubles: Int32Array.from(places.filter((unit) => isOn(unit, 0) && isOn(unit, 1))),
  };
}

/** Units of one side only in an order whose first ones are the smaller side, and which units of both sides have changed places. */
interface Assignment {
  readonly order: Int32Array;
  readonly swapped: Uint8Array;
}

/** Only the smaller side is added up: the other one is the rest. */
const isFirstSmaller = ({ firstSingles, singles }: Layout): boolean => 2 * firstSingles <= singles.length;
const smallerSize = ({ firstSingles, singles }: Layout): number =>
  Math.min(firstSingles, singles.length - firstSingles);

function identity(layout: Layout): Assignment {
  const { singles, firstSingles, doubles } = layout;
  const order = isFirstSmaller(layout)
    ? singles.slice()
    : Int32Array.from([...singles.subarray(firstSingles), ...singles.subarray(0, firstSingles)]);
  return { order, swapped: new Uint8Array(doubles.length) };
}

/** Draws the units of the smaller side without replacement, and tosses a coin for each unit on both sides. */
function shuffle({ order, swapped }: Assignment, layout: Layout, uniform: Random): void {
  const wanted = smallerSize(layout);
  for (let i = 0; i < wanted; i++) {
    const j = i + Math.floor(uniform() * (order.length - i));
    const drawn = order[j]!;
    order[j] = order[i]!;
    order[i] = drawn;
  }
  for (let i = 0; i < swapped.length; i++) swapped[i] = uniform() < 0.5 ? 1 : 0;
}

/** Numerators by unit and side less what they would be at the pooled value, so that little cancels; all 0 where only rounding is left. */
function centred(numerators: Sides, weights: Sides): Sides {
  const total = (sides: Sides, of: (value: number) => number): number =>
    sides.reduce((sum, side) => side.reduce((all, value) => all + of(value), sum), 0);
  const pooled = total(numerators, (value) => value) / total(weights, (value) => value);
  const residuals = numerators.map((side, s) =>
    side.map((value, unit) => value - pooled * weights[s]![unit]!),
  ) as unknown as Sides;
  const varies = total(residuals, Math.abs) > 1e-12 * total(numerators, Math.abs);
  return varies ? residuals : [new Float64Array(residuals[0].length), new Float64Array(residuals[1].length)];
}

/** Sums over one side: units, numerators n, denominators d, and their products. */
interface SideSums {
  units: number;
  n: number;
  d: number;
  nn: number;
  nd: number;
  dd: number;
}

/** A figure as permutations take it. */
interface Figure {
  readonly numerators: Sides;
  readonly weights: Sides;
  /** By unit, both sides together: what a unit on one side only has. */
  readonly n: Float64Array;
  readonly d: Float64Array;
  /** Sums over all units on one side only. */
  readonly all: SideSums;
}

function figureOf({ singles }: Layout, numerators: Sides, weights: Sides): Figure {
  const n = numerators[0].map((value, unit) => value + numerators[1][unit]!);
  const d = weights[0].map((value, unit) => value + weights[1][unit]!);
  return { numerators, weights, n, d, all: sumOver(singles, singles.length, n, d) };
}

/** Sums over the first units of a list. */
function sumOver(units: Int32Array, length: number, ofN: Float64Array, ofD: Float64Array): SideSums {
  let [n, d, nn, nd, dd] = [0, 0, 0, 0, 0];
  for (let i = 0; i < length; i++) {
    const x = ofN[units[i]!]!;
    const w = ofD[units[i]!]!;
    n += x;
    d += w;
    nn += x * x;
    nd += x * w;
    dd += w * w;
  }
  return { units: length, n, d, nn, nd, dd };
}

/** |difference| over its standard error under an assignment; 0 where there is no difference. */
function statistic(layout: Layout, figure: Figure, { order, swapped }: Assignment): number {
  const smaller = sumOver(order, smallerSize(layout), figure.n, figure.d);
  const rest = lessThan(figure.all, smaller);
  const [a, b] = isFirstSmaller(layout) ? [smaller, rest] : [rest, smaller];
  const shared = addDoubles(a, b, figure, layout.doubles, swapped);
  if (!(a.d > 0 && b.d > 0)) return 0;
  const [ratioA, ratioB] = [a.n / a.d, b.n / b.d];
  const difference = Math.abs(ratioA - ratioB);
  if (difference === 0) return 0;
  const { nn, nd, dn, dd } = shared;
  const covariance = (nn - ratioB * nd - ratioA * dn + ratioA * ratioB * dd) / (a.d * b.d);
  const variance = varianceOf(a, ratioA) + varianceOf(b, ratioB) - 2 * covariance;
  return variance > 0 ? difference / Math.sqrt(variance) : Number.POSITIVE_INFINITY;
}

const lessThan = (all: SideSums, part: SideSums): SideSums => ({
  units: all.units - part.units,
  n: all.n - part.n,
  d: all.d - part.d,
  nn: all.nn - part.nn,
  nd: all.nd - part.nd,
  dd: all.dd - part.dd,
});

/** Adds the units on both sides to either; answers with their products across the sides. */
function addDoubles(a: SideSums, b: SideSums, { numerators, weights }: Figure, units: Int32Array, swapped: Uint8Array) {
  let [nn, nd, dn, dd] = [0, 0, 0, 0];
  for (let i = 0; i < units.length; i++) {
    const [unit, side] = [units[i]!, swapped[i]!];
    const [nA, dA] = [numerators[side]![unit]!, weights[side]![unit]!];
    const [nB, dB] = [numerators[1 - side]![unit]!, weights[1 - side]![unit]!];
    add(a, nA, dA);
    add(b, nB, dB);
    nn += nA * nB;
    nd += nA * dB;
    dn += dA * nB;
    dd += dA * dB;
  }
  return { nn, nd, dn, dd };
}

function add(sums: SideSums, n: number, d: number): void {
  sums.units++;
  sums.n += n;
  sums.d += d;
  sums.nn += n * n;
  sums.nd += n * d;
  sums.dd += d * d;
}

/** k/(k − 1) · Σ (n − ratio · d)² / (Σ d)². */
const varianceOf = ({ units, nn, nd, dd, d }: SideSums, ratio: number): number =>
  units > 1 ? ((units / (units - 1)) * Math.max(0, nn - 2 * ratio * nd + ratio * ratio * dd)) / (d * d) : 0;
