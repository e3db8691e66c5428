import { binomialProbability } from "./binomial-distribution.js";
import { hypergeometricProbabilities } from "./hypergeometric-distribution.js";
import type { Proportion } from "./proportion.js";

/** Beyond this number of tables an unconditional exact test takes too long; asymptotic ones then do as well. */
const mostTables = 4_000_000;

/**
 * Share of the extreme ones among the tables with one total of successes, from the probabilities of the first group having
 * `least`, `least` + 1, … of them.
 */
export type ExtremeShare = (total: number, least: number, probabilities: Float64Array) => number;

/**
 * p-value of an exact test of two independent proportions that conditions on the group sizes only: the largest probability,
 * over all rates that the groups could have in common, of a table at least as extreme as the observed one.
 * @throws RangeError where there are more than 4,000,000 possible tables.
 */
export function unconditionalP(a: Proportion, b: Proportion, extremeShare: ExtremeShare): number {
  if ((a.trials + 1) * (b.trials + 1) > mostTables) {
    throw new RangeError(`an unconditional exact test of groups of ${a.trials} and ${b.trials} would take too long`);
  }
  const size = a.trials + b.trials;
  const shares = Float64Array.from({ length: size + 1 }, (_, total) => {
    const urn = { marked: total, others: size - total, drawn: a.trials };
    const { least, probabilities } = hypergeometricProbabilities(urn);
    return extremeShare(total, least, probabilities);
  });
  return Math.min(
    1,
    largest((rate) => expectation(shares, rate), size),
  );
}

/** Expectation of share[total] when the total of successes is binomial. */
function expectation(shares: Float64Array, rate: number): number {
  let sum = 0;
  for (const [total, share] of shares.entries()) {
    if (share > 0) sum += share * binomialProbability(total, shares.length - 1, rate);
  }
  return sum;
}

/**
 * Largest value over rates in [0, 1] of a mixture of binomial probabilities of `size` trials. On the scale of arcsin √rate
 * each is a peak of about the same width, 1/√size, so that a grid 32 times as fine comes within 0.1 % of every maximum;
 * all that come so near to the largest are then followed to their tops.
 */
function largest(of: (rate: number) => number, size: number): number {
  const steps = Math.ceil(16 * Math.PI * Math.sqrt(size));
  const at = (step: number): number => of(Math.sin((Math.min(steps, Math.max(0, step)) / steps) * (Math.PI / 2)) ** 2);
  const grid = Float64Array.from({ length: steps + 1 }, (_, step) => at(step));
  let most = grid.reduce((a, b) => Math.max(a, b));
  const near = 0.998 * most;
  for (const [step, value] of grid.entries()) {
    const isTop = value >= (grid[step - 1] ?? 0) && value >= (grid[step + 1] ?? 0);
    if (isTop && value >= near) most = Math.max(most, peak(at, step - 1, step + 1));
  }
  return most;
}

/** Largest value between two steps that enclose one maximum, by golden section: 60 sections leave 1e-12 of a step. */
function peak(at: (step: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [from, to] = [low, high];
  let [left, right] = [to - golden * (to - from), from + golden * (to - from)];
  let [atLeft, atRight] = [at(left), at(right)];
  for (let section = 0; section < 60; section++) {
    if (atLeft >= atRight) {
      to = right;
      [right, atRight] = [left, atLeft];
      left = to - golden * (to - from);
      atLeft = at(left);
    } else {
      from = left;
      [left, atLeft] = [right, atRight];
      right = from + golden * (to - from);
      atRight = at(right);
    }
  }
  return Math.max(atLeft, atRight);
}
