import { logChoose } from "./log-gamma.js";
import type { Directions } from "./test-result.js";

/** choose[c]: number of ways to take c of t, for c up to `most`. */
function waysToTake(t: number, most: number): Float64Array {
  return Float64Array.from({ length: Math.min(t, most) + 1 }, (_, c) => Math.round(Math.exp(logChoose(t, c))));
}

/**
 * Exact permutation p-values of the first sample's rank sum, given the pooled values with their ties (counts per distinct
 * value, ascending). By counting subsets: ways[j][s] is how many sets of j observations have doubled midrank sum s. Time
 * grows with the fourth power of the number of observations.
 * Source: B. Streitberg and J. Röhmel, Statistical Software Newsletter 12 (1986) 10–17 (the shift algorithm).
 */
export function exactRankSum(inX: Float64Array, inY: Float64Array): Directions {
  const n = inX.reduce((sum, count) => sum + count, 0);
  const all = n + inY.reduce((sum, count) => sum + count, 0);
  const width = n * 2 * all + 1;
  const ways = Array.from({ length: n + 1 }, () => new Float64Array(width));
  ways[0]![0] = 1;
  let [below, observed] = [0, 0];
  for (const [i, count] of inX.entries()) {
    const tied = count + inY[i]!;
    const doubledRank = 2 * below + tied + 1;
    addTieGroup(ways, tied, doubledRank);
    observed += count * doubledRank;
    below += tied;
  }
  const [less, greater] = tailsAt(ways[n]!, observed);
  return { less, greater, twoSided: Math.min(1, 2 * Math.min(less, greater)) };
}

function addTieGroup(ways: Float64Array[], tied: number, doubledRank: number): void {
  const choose = waysToTake(tied, ways.length - 1);
  for (let j = ways.length - 1; j > 0; j--) {
    const target = ways[j]!;
    for (let c = 1; c < choose.length && c <= j; c++) {
      const from = ways[j - c]!;
      const shift = c * doubledRank;
      for (let s = shift; s < target.length; s++) {
        target[s] = target[s]! + choose[c]! * from[s - shift]!;
      }
    }
  }
}

function tailsAt(distribution: Float64Array, observed: number): [number, number] {
  let [total, low, high] = [0, 0, 0];
  for (const [s, count] of distribution.entries()) {
    total += count;
    if (s <= observed) low += count;
    if (s >= observed) high += count;
  }
  return [low / total, high / total];
}
