import { goesLeft, missingRules } from "../../models/trees/ensemble.js";
import { binCount, valueOfBin } from "./bins.js";
import { type Forest, leadsTo, pathTo } from "./forest.js";

/** One input's values, cut into the segments in which all of them take the same ways under a node. */
export interface Axis {
  readonly input: number;
  /** Number of segments. */
  readonly segments: number;
  /** First bin of each run of bins that lie in one segment, ascending; the number of bins at the end. */
  readonly edges: readonly number[];
  /** Segment of each run, numbered in the order of their first runs. */
  readonly segmentOf: readonly number[];
  /** A value of each segment. */
  readonly samples: readonly number[];
}

/**
 * The axes under a node: one for each input that is split on above or below it. What the path to the node rules out is one segment,
 * for such a row reaches no leaf here whatever it does below.
 */
export function axesUnder(forest: Forest, node: number): Axis[] {
  const { inputs, steps } = pathTo(forest, node);
  const above = new Map(inputs.map((input, place) => [input, steps[place]!]));
  const below = splitsUnder(forest, node);
  return [...new Set([...above.keys(), ...below.keys()])].map((input) =>
    axisOf(forest, input, above.get(input) ?? [], below.get(input) ?? []),
  );
}

/** Splits of a subtree by input. */
function splitsUnder({ trees: { feature, left, right } }: Forest, node: number): Map<number, number[]> {
  const splits = new Map<number, number[]>();
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    const input = feature[at]!;
    if (input < 0) continue;
    const known = splits.get(input);
    if (known === undefined) splits.set(input, [at]);
    else known.push(at);
    open.push(right[at]!, left[at]!);
  }
  return splits;
}

function axisOf(forest: Forest, input: number, above: readonly number[], below: readonly number[]): Axis {
  const edges = edgesOf(forest, input, [...above.map((child) => forest.parents[child]!), ...below]);
  const known = new Map<string, number>();
  const segmentOf: number[] = [];
  const samples: number[] = [];
  for (let run = 0; run + 1 < edges.length; run++) {
    const value = valueOfBin(forest.bins, input, edges[run]!);
    const ways = waysOf(forest, value, above, below);
    const segment = known.get(ways) ?? known.size;
    known.set(ways, segment);
    segmentOf.push(segment);
    samples[segment] = value;
  }
  return { input, segments: known.size, edges, segmentOf, samples };
}

/** Which way a value goes at each split below; one answer for all that the path rules out. */
function waysOf(forest: Forest, value: number, above: readonly number[], below: readonly number[]): string {
  for (const child of above) if (!leadsTo(forest, child, value)) return "out";
  let ways = "";
  for (const split of below) ways += goesLeft(forest.trees, split, value) ? "l" : "r";
  return ways;
}

/** Bins at which any of some splits on an input may change its way, ascending. */
function edgesOf({ trees, bins }: Forest, input: number, splits: readonly number[]): number[] {
  const end = binCount(bins, input);
  if (splits.some((split) => trees.categorySet[split]! >= 0)) return Array.from({ length: end + 1 }, (_, bin) => bin);
  const edges = [0, end - 1, end];
  for (const split of splits) {
    edges.push(bins.rank[split]!);
    if (trees.missing[split] === missingRules.zero) edges.push(...bins.zeros[input]!);
  }
  return edges.sort((a, b) => a - b).filter((edge, place) => edge !== edges[place - 1]);
}
