import type { Cells } from "./cells.js";
import { fromFixedPoint } from "./fixed-point.js";
import { compareGroups } from "./groups.js";

/**
 * Sums over the rows of a cell as integers of 2^-40 (see fixed-point.ts), by the names of {@link Cells}. Those that need no adding
 * up are absent, from all tallies alike: without weights `w` and `w2` are the number of rows, and `w2s` and `w2s2` are `ws` and
 * `ws2`; without scores these are 0.
 */
export interface Sums {
  readonly w?: bigint;
  readonly w2?: bigint;
  readonly ws?: bigint;
  readonly ws2?: bigint;
  readonly w2s?: bigint;
  readonly w2s2?: bigint;
}

/** Rows that share their groups, strata, label and prediction, as an engine counted them. Several tallies may be of one cell. */
export interface Tally {
  /** Group names by attribute, and values of the strata. */
  readonly groups: readonly string[];
  readonly strata: readonly string[];
  /** Indexes into the classes; -1: none. */
  readonly label: number;
  readonly prediction: number;
  /** Whether the model left the decision to somebody else; null: it always decides. */
  readonly abstained: boolean | null;
  /** Place of the true class among the model's classes, from 1; 0: it has no score; null: not counted. */
  readonly rank: number | null;
  readonly n: number;
  readonly sums: Sums;
}

/** What the places of a tally's lists stand for. */
export interface Frame {
  readonly attributes: readonly string[];
  /** By attribute: whether its groups overlap. */
  readonly tagged: readonly boolean[];
  readonly strata: readonly string[];
  readonly classes: readonly string[];
}

/** Cells, and where each tally went. */
export interface Tabulation {
  readonly cells: Cells;
  /** Index of the cell of each tally. */
  readonly cellOf: Int32Array;
  /** Group tuple with strata and label, numbered in their sorted order: the key of whole score distributions, by tally. */
  readonly keyOf: Int32Array;
  /** One cell of each key. */
  readonly cellOfKey: Int32Array;
}

/** Adds up tallies to sorted cells: by levels in the order of the attributes, then strata, label and prediction. */
export function tabulate(tallies: readonly Tally[], frame: Frame): Tabulation {
  const attributes = frame.attributes.map((_, place) => coded(tallies.map(({ groups }) => groups[place]!)));
  const strata = frame.strata.map((_, place) => coded(tallies.map((tally) => tally.strata[place]!)));
  const label = Int32Array.from(tallies, (tally) => tally.label);
  const prediction = Int32Array.from(tallies, (tally) => tally.prediction);
  const abstained = optional(tallies, (tally) => tally.abstained);
  const rank = optional(tallies, (tally) => tally.rank);
  const key = [...attributes.map(({ code }) => code), ...strata.map(({ code }) => code), label];
  const rest = [prediction, ...(abstained === null ? [] : [abstained]), ...(rank === null ? [] : [rank])];
  const { firsts, cellOf, keyOf, cellOfKey } = distinct(key, rest, tallies.length);
  const pick = (column: Int32Array): Int32Array => firsts.map((tally) => column[tally]!);
  const cells: Cells = {
    ...frame,
    levels: attributes.map(({ names }) => names),
    stratumLevels: strata.map(({ names }) => names),
    level: attributes.map(({ code }) => pick(code)),
    stratumLevel: strata.map(({ code }) => pick(code)),
    label: pick(label),
    prediction: pick(prediction),
    abstained: abstained && pick(abstained),
    rank: rank && pick(rank),
    ...addUp(tallies, cellOf, firsts.length),
  };
  return { cells, cellOf, keyOf, cellOfKey };
}

/** Values as numbers of their sorted names. */
function coded(values: readonly string[]): { readonly names: readonly string[]; readonly code: Int32Array } {
  const names = [...new Set(values)].sort(compareGroups);
  const numbers = new Map(names.map((name, number) => [name, number]));
  return { names, code: Int32Array.from(values, (value) => numbers.get(value)!) };
}

/** A column that is there for all tallies or for none. */
const optional = (tallies: readonly Tally[], of: (tally: Tally) => boolean | number | null): Int32Array | null =>
  tallies.some((tally) => of(tally) !== null) ? Int32Array.from(tallies, (tally) => Number(of(tally))) : null;

/** Numbers the distinct cells and keys of tallies in their sorted order; `firsts` holds one tally of each cell. */
function distinct(key: readonly Int32Array[], rest: readonly Int32Array[], length: number) {
  const keys = tupleNumbers({ of: new Float64Array(length), size: 1 }, key);
  const tuples = tupleNumbers(keys, rest);
  const [cellOf, keyOf] = [new Int32Array(length), new Int32Array(length)];
  const [firsts, cellOfKey]: [number[], number[]] = [[], []];
  let before = -1;
  for (const tally of risingOrder(tuples)) {
    const isNewKey = before < 0 || keys.of[tally] !== keys.of[before];
    if (isNewKey || tuples.of[tally] !== tuples.of[before]) firsts.push(tally);
    if (isNewKey) cellOfKey.push(firsts.length - 1);
    cellOf[tally] = firsts.length - 1;
    keyOf[tally] = cellOfKey.length - 1;
    before = tally;
  }
  return { firsts: Int32Array.from(firsts), cellOf, keyOf, cellOfKey: Int32Array.from(cellOfKey) };
}

/** Whole numbers from 0 to size - 1. */
interface Numbers {
  readonly of: Float64Array;
  readonly size: number;
}

/**
 * Tuples as numbers that rise in their lexicographic order: comparing two is comparing two numbers, which a typed array sorts by itself.
 * @param columns values from -1
 */
function tupleNumbers(first: Numbers, columns: readonly Int32Array[]): Numbers {
  let { of, size } = first;
  for (const column of columns) {
    const choices = column.reduce((most, value) => Math.max(most, value), -1) + 2;
    if (size * choices > Number.MAX_SAFE_INTEGER) ({ of, size } = closed(of));
    of = of.map((number, tally) => number * choices + column[tally]! + 1);
    size *= choices;
  }
  return { of, size };
}

/** The same order in the fewest numbers. */
function closed(numbers: Float64Array): Numbers {
  const distinct = [...new Set(numbers.toSorted())];
  const places = new Map(distinct.map((number, place) => [number, place]));
  return { of: numbers.map((number) => places.get(number)!), size: distinct.length };
}

/** Places of numbers in rising order, equal ones as they stand: each is sorted with its place beside it, and both have to fit. */
function risingOrder(numbers: Numbers): Float64Array {
  const { length } = numbers.of;
  const { of } = numbers.size * length > Number.MAX_SAFE_INTEGER ? closed(numbers.of) : numbers;
  return of
    .map((number, place) => number * length + place)
    .sort()
    .map((both) => both % length);
}

function addUp(tallies: readonly Tally[], cellOf: Int32Array, count: number): Record<"n" | keyof Sums, Float64Array> {
  const sum = (name: keyof Sums, otherwise: Float64Array): Float64Array => {
    if (tallies[0]?.sums[name] === undefined) return otherwise;
    const total = new Array<bigint>(count).fill(0n);
    tallies.forEach((tally, place) => {
      total[cellOf[place]!]! += tally.sums[name]!;
    });
    return Float64Array.from(total, fromFixedPoint);
  };
  const n = new Float64Array(count);
  tallies.forEach((tally, place) => {
    n[cellOf[place]!]! += tally.n;
  });
  const none = new Float64Array(count);
  const [ws, ws2] = [sum("ws", none), sum("ws2", none)];
  return { n, w: sum("w", n), w2: sum("w2", n), ws, ws2, w2s: sum("w2s", ws), w2s2: sum("w2s2", ws2) };
}
