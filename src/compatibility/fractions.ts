import type { Confusion } from "../core/confusion.js";
import type { Proportion } from "../stats/proportion.js";
import type { Tally } from "./compatibility.js";

/** Rows, or their weight. */
export const sizeOfGroup = ({ tp, fp, fn, tn }: Confusion): number => tp + fp + fn + tn;

/** Numerator and denominator of a rate of confusion counts. */
export type Fraction = (counts: Confusion) => readonly [numerator: number, denominator: number];

const positives = ({ tp, fn }: Confusion): number => tp + fn;
const negatives = ({ fp, tn }: Confusion): number => fp + tn;
const selected = ({ tp, fp }: Confusion): number => tp + fp;
const rejected = ({ fn, tn }: Confusion): number => fn + tn;

/** The rates of which other libraries make their figures. */
export const fractions = {
  baseRate: (c) => [positives(c), sizeOfGroup(c)],
  selectionRate: (c) => [selected(c), sizeOfGroup(c)],
  rejectionRate: (c) => [rejected(c), sizeOfGroup(c)],
  truePositiveRate: (c) => [c.tp, positives(c)],
  falseNegativeRate: (c) => [c.fn, positives(c)],
  trueNegativeRate: (c) => [c.tn, negatives(c)],
  falsePositiveRate: (c) => [c.fp, negatives(c)],
  precision: (c) => [c.tp, selected(c)],
  falseDiscoveryRate: (c) => [c.fp, selected(c)],
  negativePredictiveValue: (c) => [c.tn, rejected(c)],
  falseOmissionRate: (c) => [c.fn, rejected(c)],
  accuracy: (c) => [c.tp + c.tn, sizeOfGroup(c)],
  errorRate: (c) => [c.fp + c.fn, sizeOfGroup(c)],
  f1: (c) => [2 * c.tp, 2 * c.tp + c.fp + c.fn],
  labelsPerSelected: (c) => [positives(c), selected(c)],
  labelsPerRejected: (c) => [negatives(c), rejected(c)],
  falseNegativesPerFalsePositive: (c) => [c.fn, c.fp],
} as const satisfies Record<string, Fraction>;

/** A fraction of some counts, as a value. */
export type Rate = (counts: Confusion) => number;

/** As NumPy divides: 0/0 is NaN, x/0 infinite. */
export const plainly =
  (fraction: Fraction): Rate =>
  (counts) => {
    const [numerator, denominator] = fraction(counts);
    return numerator / denominator;
  };

/** An empty denominator gives 0. */
export const zeroWhenEmpty =
  (fraction: Fraction): Rate =>
  (counts) => {
    const [numerator, denominator] = fraction(counts);
    return denominator === 0 ? 0 : numerator / denominator;
  };

/** 0/0 gives 0, x/0 is infinite. */
export const zeroOverZero =
  (fraction: Fraction): Rate =>
  (counts) => {
    const [numerator, denominator] = fraction(counts);
    return numerator === 0 && denominator === 0 ? 0 : numerator / denominator;
  };

/** A share of a group, for formulas over proportions. */
export function proportionOf(fraction: Fraction, counts: Confusion): Proportion {
  const [successes, trials] = fraction(counts);
  return { successes, trials };
}

/** Worked out once for a list of groups: every row of an attribute asks for it. */
export function oncePer<T>(of: (groups: readonly Tally[]) => T): (groups: readonly Tally[]) => T {
  const known = new WeakMap<readonly Tally[], { readonly found: T }>();
  return (groups) => {
    const before = known.get(groups);
    if (before !== undefined) return before.found;
    const found = of(groups);
    known.set(groups, { found });
    return found;
  };
}

/** Groups as one; all of the same strata. */
export const sumOfTallies = (groups: readonly Tally[]): Tally => ({
  rows: together(groups.map(({ rows }) => rows)),
  sums: together(groups.map(({ sums }) => sums)),
  strata: (groups[0]?.strata ?? []).map((_, s) => together(groups.map(({ strata }) => strata[s]!))),
});

/** Counts of several groups together. */
export const together = (counts: readonly Confusion[]): Confusion =>
  counts.reduce((sum, { tp, fp, fn, tn }) => ({ tp: sum.tp + tp, fp: sum.fp + fp, fn: sum.fn + fn, tn: sum.tn + tn }), {
    tp: 0,
    fp: 0,
    fn: 0,
    tn: 0,
  });
