import { random } from "../core/random.js";
import type { PermutationOptions, PermutationTest } from "./permutation-means.js";

const exactUpTo = 20;

/**
 * Sign-flip (paired permutation) test that differences scatter around 0: under the null each might as well have had the other
 * sign. One difference per independent unit; add up the pairs of one template or customer first. Exact while at most 20
 * differences are not 0, else seeded Monte Carlo with p = (1 + b)/(1 + B). null without differences.
 * Source: R. A. Fisher, The Design of Experiments (1935), section 21; Phipson and Smyth 2010, doi:10.2202/1544-6115.1585.
 */
export function signFlip(differences: ArrayLike<number>, options: PermutationOptions): PermutationTest | null {
  const all = Array.from(differences);
  if (all.length === 0) return null;
  const moving = Float64Array.from(all.filter((difference) => difference !== 0).map(Math.abs));
  const observed = all.reduce((sum, difference) => sum + difference, 0);
  // Sums that differ by less than this differ by rounding only.
  const tolerance = 1e-12 * moving.reduce((sum, size) => sum + size, 0);
  let [less, greater, twoSided, permutations] = [0, 0, 0, 0];
  const visit = (sum: number): void => {
    permutations++;
    if (sum <= observed + tolerance) less++;
    if (sum >= observed - tolerance) greater++;
    if (Math.abs(sum) >= Math.abs(observed) - tolerance) twoSided++;
  };
  const isExact = moving.length <= exactUpTo;
  if (isExact) flipAll(moving, 0, 0, visit);
  else drawFlips(moving, options, visit);
  const extra = isExact ? 0 : 1;
  const share = (count: number): number => (count + extra) / (permutations + extra);
  return {
    statistic: observed / all.length,
    method: isExact ? "exact" : "monte_carlo",
    permutations,
    less: share(less),
    greater: share(greater),
    twoSided: share(twoSided),
  };
}

function flipAll(sizes: Float64Array, i: number, sum: number, visit: (sum: number) => void): void {
  if (i === sizes.length) {
    visit(sum);
    return;
  }
  flipAll(sizes, i + 1, sum + sizes[i]!, visit);
  flipAll(sizes, i + 1, sum - sizes[i]!, visit);
}

function drawFlips(sizes: Float64Array, options: PermutationOptions, visit: (sum: number) => void): void {
  const uniform = random(options.seed, options.stream);
  for (let b = 0; b < (options.replicates ?? 9_999); b++) {
    let sum = 0;
    for (const size of sizes) sum += uniform() < 0.5 ? size : -size;
    visit(sum);
  }
}
