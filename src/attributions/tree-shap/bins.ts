import { missingRules, type TreeEnsemble, zeroThreshold } from "../../models/trees/ensemble.js";
import { nextUp } from "../../models/trees/next-up.js";
import type { Codes } from "./refine.js";
import { leastRight } from "./thresholds.js";

/** Values of an input, one per row; NaN is missing. */
export type Column = Float32Array | Float64Array;

/**
 * Each input's numbers, cut into intervals in which no split of any tree tells one number from another, and NaN. Categories are
 * intervals too: codes are cut towards 0.
 */
export interface Bins {
  /** Least number of each interval, per input, ascending from -∞; empty where no split looks at it. The bin of NaN is the next. */
  readonly starts: readonly Float64Array[];
  /** Numeric splits: the first bin that does not go left, but for missing values. */
  readonly rank: Int32Array;
  /** Bins, per input, at which the numbers begin and end that the rule `zero` takes for missing. */
  readonly zeros: readonly (readonly number[])[];
}

/** Where the numbers that the rule `zero` takes for missing begin and end. */
const zeroEdges = [-zeroThreshold, nextUp(zeroThreshold)];
/** Codes are cut towards 0: all from here to 0 are category 0. */
const leastOfCodeZero = nextUp(-1);

export function binsOf(trees: TreeEnsemble): Bins {
  const least = trees.threshold.map((threshold) => leastRight(threshold, trees.single));
  const starts = breakpoints(trees, least).map((points) => ascending(Float64Array.from(points)));
  const rank = Int32Array.from(trees.feature, (input, node) =>
    input < 0 ? 0 : lowerBound(starts[input]!, least[node]!),
  );
  return { starts, rank, zeros: starts.map((points) => zeroEdges.map((edge) => lowerBound(points, edge))) };
}

function breakpoints(trees: TreeEnsemble, least: Float64Array): number[][] {
  const points = Array.from({ length: trees.width }, (): number[] => []);
  for (let node = 0; node < trees.feature.length; node++) {
    const input = trees.feature[node]!;
    if (input < 0) continue;
    const set = trees.categorySets[trees.categorySet[node]!];
    points[input]!.push(Number.NEGATIVE_INFINITY);
    if (set !== undefined) addCodes(points[input]!, set);
    else if (!Number.isNaN(least[node])) points[input]!.push(least[node]!);
    if (trees.missing[node] === missingRules.zero) points[input]!.push(...zeroEdges);
  }
  return points;
}

function addCodes(points: number[], set: Uint32Array): void {
  for (let code = 0; code < set.length * 32; code++) {
    if (((set[code >>> 5]! >>> (code & 31)) & 1) === 1) points.push(code === 0 ? leastOfCodeZero : code, code + 1);
  }
}

function ascending(values: Float64Array): Float64Array {
  values.sort();
  return values.filter((value, place) => place === 0 || value !== values[place - 1]);
}

/** Number of values below a bound. */
function lowerBound(values: Float64Array, bound: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}

export const binCount = ({ starts }: Bins, input: number): number => starts[input]!.length + 1;

/** A value that stands for its whole bin. */
export const valueOfBin = ({ starts }: Bins, input: number, bin: number): number => starts[input]![bin] ?? Number.NaN;

/** The bin of every row, per input; inputs that no tree looks at have none. */
export function binned({ starts }: Bins, columns: readonly Column[], rows: number): Codes[] {
  const most = starts.reduce((least, { length }) => Math.max(least, length), 0);
  const make = codesUpTo(most);
  return starts.map((points, input) => {
    const codes = make(points.length > 0 ? rows : 0);
    fillBins(codes, points, columns[input]!);
    return codes;
  });
}

/** One kind of array for all inputs, so that the loops over them stay compiled for it. */
function codesUpTo(most: number): (length: number) => Codes {
  if (most <= 0xff) return (length) => new Uint8Array(length);
  return most <= 0xffff ? (length) => new Uint16Array(length) : (length) => new Uint32Array(length);
}

function fillBins(codes: Codes, starts: Float64Array, column: Column): void {
  for (let row = 0; row < codes.length; row++) {
    const value = column[row]!;
    let low = 0;
    let high = starts.length;
    if (Number.isNaN(value)) low = high;
    while (high - low > 1) {
      const middle = (low + high) >>> 1;
      if (starts[middle]! <= value) low = middle;
      else high = middle;
    }
    codes[row] = low;
  }
}
