import { type Random, random } from "../core/random.js";
import { binomialProbability } from "./binomial-distribution.js";
import { chiSquaredTest } from "./chi-squared-test.js";
import { drawMultivariateHypergeometric } from "./draw-hypergeometric.js";
import type { Proportion } from "./proportion.js";

/** Result of the test that groups share one rate. */
export interface Homogeneity {
  /** Pearson's χ² of the groups × {success, failure} table. */
  readonly statistic: number;
  readonly degreesOfFreedom: number;
  readonly p: number;
  /** How p was found; Monte Carlo counts (1 + b)/(1 + 9,999). */
  readonly method: "chi_squared" | "exact" | "monte_carlo";
  readonly smallestExpected: number;
}

const mostTables = 500_000;
const mostDrawn = 1e8;
const replicates = 9_999;
/** Tables whose statistics agree to this relative size are tied; rounding alone is far smaller. */
const tie = 1 - 1e-10;

/**
 * Test that k groups share one success rate. Pearson's χ² with k − 1 degrees of freedom while every expected cell is at
 * least 5; else the same statistic against all tables with these margins: enumerated while there are at most 500,000,
 * drawn (9,999 times, seeded) beyond, and χ² once more beyond 10⁸ rows, from which drawing takes too long. Empty groups take no part; null with fewer than two groups or one outcome only.
 * Source: Agresti 2013, section 3.5; the rule of five: W. G. Cochran, Biometrics 10 (1954), doi:10.2307/3001616.
 */
export function homogeneity(groups: readonly Proportion[], { seed = 0 } = {}): Homogeneity | null {
  const used = groups.filter(({ trials }) => trials > 0);
  const asymptotic = chiSquaredTest(used.map(({ successes, trials }) => [successes, trials - successes]));
  if (asymptotic === null) return null;
  const trials = used.map((group) => group.trials);
  const successes = used.map((group) => group.successes);
  const total = successes.reduce((sum, x) => sum + x, 0);
  const rate = total / trials.reduce((sum, n) => sum + n, 0);
  const smallestExpected = Math.min(...trials) * Math.min(rate, 1 - rate);
  const common = { statistic: asymptotic.statistic, degreesOfFreedom: asymptotic.degreesOfFreedom, smallestExpected };
  if (smallestExpected >= 5) return { ...common, p: asymptotic.p, method: "chi_squared" };
  // With fixed margins χ² grows with Σ x²/n, which is all that has to be compared.
  const observed = distance(successes, trials) * tie;
  const ascending = [...trials].sort((n, m) => n - m);
  if (countTables(ascending, total) <= mostTables) {
    return { ...common, p: exactP(ascending, total, rate, observed), method: "exact" };
  }
  if (trials.reduce((sum, n) => sum + n, 0) > mostDrawn) return { ...common, p: asymptotic.p, method: "chi_squared" };
  return { ...common, p: drawnP(trials, total, observed, random(seed, "homogeneity")), method: "monte_carlo" };
}

function distance(successes: ArrayLike<number>, trials: readonly number[]): number {
  return trials.reduce((sum, n, i) => sum + successes[i]! ** 2 / n, 0);
}

/**
 * Number of ways to spread `total` successes over groups of these sizes, ascending; infinite where it is certain to be more
 * than can be enumerated. The largest group takes what the others leave.
 */
function countTables(trials: readonly number[], total: number): number {
  const others = trials.slice(0, -1);
  const room = others.reduce((sum, n) => sum + n, 0);
  const largest = trials.at(-1)!;
  const [least, most] = [Math.max(0, total - largest), Math.min(room, total)];
  if (most - least >= mostTables) return Number.POSITIVE_INFINITY;
  let ways = new Float64Array(most + 1);
  ways[0] = 1;
  for (const n of others) {
    const next = new Float64Array(most + 1);
    let window = 0;
    for (let x = 0; x <= most; x++) {
      window += ways[x]! - (x > n ? ways[x - n - 1]! : 0);
      next[x] = window;
    }
    ways = next;
  }
  return ways.subarray(least).reduce((sum, count) => sum + count, 0);
}

function exactP(trials: readonly number[], total: number, rate: number, observed: number): number {
  const last = trials.length - 1;
  const weights = trials
    .slice(0, last)
    .map((n) => Float64Array.from({ length: Math.min(n, total) + 1 }, (_, x) => binomialProbability(x, n, rate)));
  const roomAfter = trials.map((_, i) => trials.slice(i + 1).reduce((sum, n) => sum + n, 0));
  let [extreme, all] = [0, 0];
  const visit = (group: number, left: number, weight: number, sum: number): void => {
    const n = trials[group]!;
    if (group === last) {
      const whole = weight * binomialProbability(left, n, rate);
      all += whole;
      if (sum + left ** 2 / n >= observed) extreme += whole;
      return;
    }
    for (let x = Math.max(0, left - roomAfter[group]!); x <= Math.min(n, left); x++) {
      visit(group + 1, left - x, weight * weights[group]![x]!, sum + x ** 2 / n);
    }
  };
  visit(0, total, 1, 0);
  return extreme / all;
}

function drawnP(trials: readonly number[], total: number, observed: number, uniform: Random): number {
  const drawn = new Float64Array(trials.length);
  let extreme = 0;
  for (let b = 0; b < replicates; b++) {
    drawMultivariateHypergeometric(uniform, trials, total, drawn);
    if (distance(drawn, trials) >= observed) extreme++;
  }
  return (1 + extreme) / (1 + replicates);
}
