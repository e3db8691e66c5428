import { goesLeft } from "../../models/trees/ensemble.js";
import { binCount, valueOfBin } from "./bins.js";
import { type Forest, leadsTo, pathTo } from "./forest.js";
import { refine } from "./refine.js";

/** One input's values, cut into the segments in which all of them take the same ways under a node. */
export interface Axis {
  readonly input: number;
  /** Number of segments. */
  readonly segments: number;
  /** First bin of each run of bins that lie in one segment, ascending; the number of bins at the end. */
  readonly edges: Int32Array;
  /** Segment of each run. */
  readonly segmentOf: Int32Array;
  /** A value of each segment. */
  readonly samples: Float64Array;
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
  const { trees, bins, parents } = forest;
  const edges = edgesOf(forest, input, [...above.map((child) => parents[child]!), ...below]);
  const runs = edges.length - 1;
  const values = Float64Array.from({ length: runs }, (_, run) => valueOfBin(bins, input, edges[run]!));
  const each = Uint32Array.from({ length: runs }, (_, run) => run);
  const inside = Uint8Array.from(values, (value) => (above.every((child) => leadsTo(forest, child, value)) ? 1 : 0));
  const segmentOf = new Int32Array(runs);
  let segments = refine(segmentOf, 1, inside, each);
  for (const split of below) {
    const ways = Uint8Array.from(values, (value, run) => (inside[run] === 1 && goesLeft(trees, split, value) ? 1 : 0));
    segments = refine(segmentOf, segments, ways, each);
  }
  const samples = new Float64Array(segments);
  for (let run = 0; run < runs; run++) samples[segmentOf[run]!] = values[run]!;
  return { input, segments, edges, segmentOf, samples };
}

/** Bins at which any of some splits on an input may change its way. */
function edgesOf({ trees, bins }: Forest, input: number, splits: readonly number[]): Int32Array {
  const isNumeric = (split: number): boolean => trees.categorySet[split]! < 0;
  const edges = splits.every(isNumeric)
    ? [...bins.missing[input]!, ...splits.map((split) => bins.rank[split]!)]
    : Array.from({ length: binCount(bins, input) + 1 }, (_, bin) => bin);
  return Int32Array.from(new Set(edges)).sort();
}
