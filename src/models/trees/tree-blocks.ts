import { goesLeft, missingRules, type TreeEnsemble, zeroThreshold } from "./ensemble.js";

/** Numbers of a batch of rows, one array per input of the trees: missing ones NaN, categories as codes. */
export type TreeInputs = readonly (Float32Array | Float64Array)[];

/** How the rows of a block are laid out, so that every split of an ensemble is one number that is less than a threshold or not. */
export interface BlockPlan {
  /** Rows per block. */
  readonly rows: number;
  /** Numbers per row. */
  readonly width: number;
  /** By place in a row: a split that looks there. */
  readonly splits: readonly Split[];
  /** By node: where in a row it looks, and the threshold there. */
  readonly place: Int32Array;
  readonly threshold: Float64Array;
}

/** A split whose question a place of a row answers: the number that it compares, or by `isDecided` 0 where it sends the row left and 1 elsewhere. */
interface Split {
  readonly node: number;
  readonly isDecided: boolean;
}

/** Numbers in a block: with 64 rows and more, blocks of this size were as fast as smaller and larger ones. */
const blockNumbers = 2 ** 15;
const [fewestRows, mostRows] = [16, 256];

/**
 * Splits on one input that treat missing values alike share one place. Missing values stand there as -∞ or ∞, so that they go left or right at
 * any threshold. Splits on categories are decided once per row and list, because models split on few different lists again and again.
 */
export function blockPlan(trees: TreeEnsemble): BlockPlan {
  const places = new Map<string, number>();
  const splits: Split[] = [];
  const place = new Int32Array(trees.feature.length);
  const threshold = new Float64Array(trees.feature.length);
  for (let node = 0; node < place.length; node++) {
    if (trees.feature[node]! < 0) continue;
    const isDecided = mustBeDecided(trees, node);
    const key = isDecided ? decisionKey(trees, node) : numberKey(trees, node);
    const known = places.get(key);
    place[node] = known ?? splits.length;
    threshold[node] = isDecided ? 0.5 : trees.threshold[node]!;
    if (known !== undefined) continue;
    places.set(key, splits.length);
    splits.push({ node, isDecided });
  }
  const width = Math.max(1, splits.length);
  const rows = Math.min(mostRows, Math.max(fewestRows, Math.floor(blockNumbers / width)));
  return { rows, width, splits, place, threshold };
}

/** Categories, and the one threshold that no number is below, not even the one that stands for missing values. */
const mustBeDecided = ({ categorySet, missingLeft, threshold }: TreeEnsemble, node: number): boolean =>
  categorySet[node]! >= 0 || (missingLeft[node] === 1 && threshold[node] === Number.NEGATIVE_INFINITY);

const numberKey = ({ feature, missing, missingLeft }: TreeEnsemble, node: number): string =>
  `${feature[node]} ${missing[node]} ${missingLeft[node]}`;

/** Longer lists than this are compared with no others: their text would cost more than it saves. */
const comparedWords = 64;

function decisionKey(trees: TreeEnsemble, node: number): string {
  const set = trees.categorySets[trees.categorySet[node]!];
  const list = set === undefined ? "number" : set.length <= comparedWords ? set.join() : `node ${node}`;
  return `${numberKey(trees, node)} ${trees.listedLeft[node]} ${list}`;
}

/** Writes `size` rows of the inputs, from row `from` on, as the plan lays them out. */
export function fillBlock(
  trees: TreeEnsemble,
  { splits, width }: BlockPlan,
  inputs: TreeInputs,
  from: number,
  size: number,
  block: Float64Array,
): void {
  for (const [place, { node, isDecided }] of splits.entries()) {
    const values = inputs[trees.feature[node]!]!.subarray(from, from + size);
    if (isDecided) {
      for (let row = 0, at = place; row < size; row++, at += width)
        block[at] = goesLeft(trees, node, values[row]!) ? 0 : 1;
    } else writeNumbers(trees, node, values, block, place, width);
  }
}

/** Numbers as a split compares them, those that count as missing there as ∓∞. */
function writeNumbers(
  { missing, missingLeft, single }: TreeEnsemble,
  node: number,
  values: Float32Array | Float64Array,
  block: Float64Array,
  place: number,
  width: number,
): void {
  const forMissing = missingLeft[node] === 1 ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  const forNaN = missing[node] === missingRules.none ? 0 : forMissing;
  const zero = missing[node] === missingRules.zero ? zeroThreshold : -1;
  for (let row = 0, at = place; row < values.length; row++, at += width) {
    const value = values[row]!;
    if (Number.isNaN(value)) block[at] = forNaN;
    else if (Math.abs(value) <= zero) block[at] = forMissing;
    else block[at] = single ? Math.fround(value) : value;
  }
}
