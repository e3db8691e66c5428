import { random } from "../core/random.js";
import { type CountedValues, poolValues, sumOver } from "./counted-values.js";
import { drawMultivariateHypergeometric } from "./draw-hypergeometric.js";
import { logChoose } from "./log-gamma.js";
import type { Directions } from "./test-result.js";

/** Result of a permutation test; p-values by direction. */
export interface PermutationTest extends Directions {
  /** mean(x) − mean(y). */
  readonly statistic: number;
  readonly method: "exact" | "monte_carlo";
  /** How many permutations p is based on. */
  readonly permutations: number;
}

/** Where random numbers come from when there are too many permutations to enumerate. */
export interface PermutationOptions {
  readonly seed: number;
  /** Names the stream of random numbers, so that tests do not share one. */
  readonly stream: string;
  /** Random permutations where there are too many to enumerate; default 9,999. */
  readonly replicates?: number;
}

const mostPermutations = 2 ** 20;

/** Counts of permutations by how their difference of means compares with the observed one. */
class Tally {
  less = 0;
  greater = 0;
  twoSided = 0;
  all = 0;
  constructor(
    private readonly observed: number,
    /** Sums that differ by less than this differ by rounding only. */
    private readonly tolerance: number,
  ) {}
  add(difference: number, weight: number): void {
    this.all += weight;
    if (difference <= this.observed + this.tolerance) this.less += weight;
    if (difference >= this.observed - this.tolerance) this.greater += weight;
    if (Math.abs(difference) >= Math.abs(this.observed) - this.tolerance) this.twoSided += weight;
  }
  /** With `extra` = 1 the observed permutation is counted among those drawn, so that p is never 0 and holds its level. */
  directions(extra: number): Directions {
    const share = (count: number): number => (count + extra) / (this.all + extra);
    return { less: share(this.less), greater: share(this.greater), twoSided: share(this.twoSided) };
  }
}

/**
 * Permutation test of a difference of means; null when a sample is empty. Exact up to 2²⁰ permutations, else seeded Monte
 * Carlo with p = (1 + b)/(1 + B). Two-sided: differences at least as large in size (SciPy doubles the smaller side instead).
 * Source: Pitman 1937, doi:10.2307/2984124; B. Phipson and G. K. Smyth (2010), doi:10.2202/1544-6115.1585, for the + 1.
 */
export function permutationMeans(
  x: CountedValues,
  y: CountedValues,
  options: PermutationOptions,
): PermutationTest | null {
  const { values, counts } = poolValues([x, y]);
  const [n, m] = counts.map((inSample) => inSample.reduce((sum, count) => sum + count, 0)) as [number, number];
  if (n === 0 || m === 0) return null;
  const total = sumOver(x, (value) => value) + sumOver(y, (value) => value);
  const difference = (sum: number): number => sum / n - (total - sum) / m;
  const statistic = difference(sumOver(x, (value) => value));
  const scale = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const tally = new Tally(statistic, 1e-12 * scale);
  const pooled = values.map((_, i) => counts[0]![i]! + counts[1]![i]!);
  const isSmall = logChoose(n + m, n) <= Math.log(mostPermutations) + 1e-9;
  if (isSmall) enumerate(values, pooled, n, (sum, weight) => tally.add(difference(sum), weight));
  else draw(values, pooled, n, options, (sum) => tally.add(difference(sum), 1));
  const method = isSmall ? "exact" : "monte_carlo";
  return { statistic, method, permutations: tally.all, ...tally.directions(isSmall ? 0 : 1) };
}

/** Visits every way to take n of the pooled observations, equal ones together. */
function enumerate(
  values: Float64Array,
  pooled: Float64Array,
  n: number,
  visit: (sum: number, weight: number) => void,
): void {
  const after = new Float64Array(values.length + 1);
  for (let i = values.length - 1; i >= 0; i--) after[i] = after[i + 1]! + pooled[i]!;
  const step = (i: number, left: number, sum: number, weight: number): void => {
    if (left === 0) {
      visit(sum, weight);
      return;
    }
    const available = pooled[i]!;
    for (let c = Math.max(0, left - after[i + 1]!); c <= Math.min(available, left); c++) {
      step(i + 1, left - c, sum + c * values[i]!, weight * Math.round(Math.exp(logChoose(available, c))));
    }
  };
  step(0, n, 0, 1);
}

function draw(
  values: Float64Array,
  pooled: Float64Array,
  n: number,
  { seed, stream, replicates = 9_999 }: PermutationOptions,
  visit: (sum: number) => void,
): void {
  const uniform = random(seed, stream);
  const taken = new Float64Array(values.length);
  for (let b = 0; b < replicates; b++) {
    drawMultivariateHypergeometric(uniform, pooled, n, taken);
    let sum = 0;
    for (const [i, count] of taken.entries()) sum += count * values[i]!;
    visit(sum);
  }
}
