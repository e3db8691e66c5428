import { conditionsMet } from "./conditions.js";
import type { Forest, Path } from "./forest.js";
import type { LeafRule } from "./leaf-rule.js";
import type { Codes } from "./refine.js";
import { mostTabulated, shapleyWeights, sizeOf } from "./subsets.js";

/** Rows whose values stand in for inputs that are not known, as bins. */
export interface Background {
  readonly codes: readonly Codes[];
  readonly rows: number;
}

/**
 * Interventional expectation: inputs that are not known take their values from a row of the background, each as often as the others
 * (Janzing, Minorics & Blöbaum 2020, arXiv 1910.13413). A leaf is reached with a background row whose failed conditions are N only if
 * all of N are known and met; then inputs that only one of the two rows meets share the leaf's value. The background enters as
 * a histogram of N (Zern, Broelemann & Kasneci 2023, doi:10.1609/aaai.v37i9.26322).
 */
export function backgroundRule(forest: Forest, background: Background): LeafRule {
  const { value } = forest.trees;
  const rowCells = new Uint16Array(background.rows);
  const counts = new Float64Array(2 ** 16);
  return {
    enter(cells, cellsOf) {
      cellsOf(background.codes, background.rows, rowCells);
      counts.fill(0, 0, cells);
      for (let row = 0; row < background.rows; row++) counts[rowCells[row]!]!++;
    },
    fill(leaf, { inputs }, masks, table) {
      countFailed(masks, counts, inputs.length);
      return fillTable(table, value[leaf]! / background.rows, inputs.length);
    },
    fillSome(leaf, path, met, given) {
      const sets = failedSets(forest, path, background);
      return fillSome(given, value[leaf]! / background.rows, path.inputs.length, met, sets);
    },
  };
}

/** At [set × (inputs + 1) + size]: background rows whose failed conditions lie in a set and are so many. */
const failing = new Float64Array(2 ** mostTabulated * (mostTabulated + 1));

function countFailed(masks: Uint16Array, counts: Float64Array, inputs: number): void {
  const all = (1 << inputs) - 1;
  failing.fill(0, 0, (all + 1) * (inputs + 1));
  for (let cell = 0; cell < masks.length; cell++) {
    const failed = all ^ masks[cell]!;
    failing[failed * (inputs + 1) + sizeOf[failed]!]! += counts[cell]!;
  }
  for (let bit = 1; bit <= all; bit <<= 1) addSubsets(bit, inputs);
}

/** One step of the sum over subsets: those without a member join those with it. */
function addSubsets(bit: number, inputs: number): void {
  for (let set = bit; set < 1 << inputs; set++) {
    if ((set & bit) === 0) continue;
    const at = set * (inputs + 1);
    const without = (set ^ bit) * (inputs + 1);
    for (let size = 0; size < sizeOf[set]!; size++) failing[at + size]! += failing[without + size]!;
  }
}

/** Sums over N ⊆ M, N ≠ ∅, of rows × (|N| − 1)! b! / (|N| + b)!, for b = |not M| and for one less. */
const ofKnown = new Float64Array(2 ** mostTabulated);
const ofKnownOneLess = new Float64Array(2 ** mostTabulated);
/** Sums over N ⊆ M of rows × |N|! (b − 1)! / (|N| + b)!. */
const ofMissed = new Float64Array(2 ** mostTabulated);

/**
 * With M the inputs whose conditions the row meets, a = |N| and b = |not M|: an input of N is given v (a − 1)! b! / (a + b)!, an input
 * outside M −v a! (b − 1)! / (a + b)!, and what both rows meet nothing. The sets N with input i are those in M less those in M \ i.
 */
function fillTable(table: Float64Array, value: number, inputs: number): number {
  for (let met = 0; met < 1 << inputs; met++) sumOverFailed(met, inputs);
  for (let met = 0; met < 1 << inputs; met++) {
    const missed = -value * ofMissed[met]!;
    for (let input = 0; input < inputs; input++) {
      const bit = 1 << input;
      table[met * inputs + input] = (met & bit) === 0 ? missed : value * (ofKnown[met]! - ofKnownOneLess[met ^ bit]!);
    }
  }
  return value * failing[0]!;
}

const tabulatedWeights = shapleyWeights(mostTabulated);

function sumOverFailed(met: number, inputs: number): void {
  const size = sizeOf[met]!;
  const behind = inputs - size;
  let known = 0;
  let knownOneLess = 0;
  let missed = 0;
  for (let failed = 0; failed <= size; failed++) {
    const rows = failing[met * (inputs + 1) + failed]!;
    if (failed > 0) known += rows * tabulatedWeights[failed - 1]![behind]!;
    if (behind === 0) continue;
    if (failed > 0) knownOneLess += rows * tabulatedWeights[failed - 1]![behind - 1]!;
    missed += rows * tabulatedWeights[failed]![behind - 1]!;
  }
  ofKnown[met] = known;
  ofKnownOneLess[met] = knownOneLess;
  ofMissed[met] = missed;
}

/** Sets of conditions that rows of the background fail. */
interface FailedSets {
  /** At [set × inputs + k]: 1 where the k-th input's conditions are failed. */
  readonly failed: Uint8Array;
  /** The same as {@link packed} words. */
  readonly words: Int32Array;
  readonly sizes: Int32Array;
  /** Rows with each set. */
  readonly rows: Float64Array;
}

function failedSets(forest: Forest, path: Path, { codes, rows }: Background): FailedSets {
  const { classes, count, met } = conditionsMet(forest, path, codes, rows);
  const counts = new Float64Array(count);
  for (const each of classes) counts[each]!++;
  const failed = met.map((bit) => 1 - bit);
  const inputs = path.inputs.length;
  return { failed, words: packed(failed, inputs), sizes: sizesOf(failed, inputs), rows: counts };
}

/** The same as {@link fillTable} by every pair of a set that rows meet and one that rows of the background fail. */
function fillSome(given: Float64Array, value: number, inputs: number, met: Uint8Array, sets: FailedSets): number {
  const weights = shapleyWeights(inputs);
  const words = packed(met, inputs);
  const sizes = sizesOf(met, inputs);
  for (let row = 0; row < sizes.length; row++) {
    const behind = inputs - sizes[row]!;
    let missed = 0;
    for (let set = 0; set < sets.rows.length; set++) {
      if (!isWithin(sets.words, set, words, row, wordsFor(inputs))) continue;
      const size = sets.sizes[set]!;
      const scale = value * sets.rows[set]!;
      if (behind > 0) missed += scale * weights[size]![behind - 1]!;
      if (size > 0) addWhere(given, row, sets.failed, set, inputs, scale * weights[size - 1]![behind]!);
    }
    for (let input = 0; input < inputs; input++)
      if (met[row * inputs + input] === 0) given[row * inputs + input] = -missed;
  }
  return sets.sizes.reduce((sum, size, set) => (size === 0 ? sum + value * sets.rows[set]! : sum), 0);
}

/** Adds to the inputs that are in a set. */
function addWhere(
  given: Float64Array,
  row: number,
  sets: Uint8Array,
  set: number,
  inputs: number,
  share: number,
): void {
  for (let input = 0; input < inputs; input++)
    if (sets[set * inputs + input] === 1) given[row * inputs + input]! += share;
}

const wordsFor = (inputs: number): number => Math.ceil(inputs / 32);

/** Sets as words of 32 bits. */
function packed(sets: Uint8Array, inputs: number): Int32Array {
  const width = wordsFor(inputs);
  const words = new Int32Array((sets.length / inputs) * width);
  for (let at = 0; at < sets.length; at++) {
    const input = at % inputs;
    words[((at - input) / inputs) * width + (input >>> 5)]! |= sets[at]! << (input & 31);
  }
  return words;
}

const sizesOf = (sets: Uint8Array, inputs: number): Int32Array =>
  Int32Array.from({ length: sets.length / inputs }, (_, set) =>
    sets.subarray(set * inputs, (set + 1) * inputs).reduce((sum, bit) => sum + bit, 0),
  );

/** Whether all members of a set are in another. */
function isWithin(inner: Int32Array, set: number, outer: Int32Array, other: number, width: number): boolean {
  for (let word = 0; word < width; word++) {
    if ((inner[set * width + word]! & ~outer[other * width + word]!) !== 0) return false;
  }
  return true;
}
