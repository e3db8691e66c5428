import type { Cells } from "./cells.js";
import { fromFixedPoint } from "./fixed-point.js";
import { compareGroups } from "./groups.js";

/** Sums over the rows of a cell as integers of 2^-40 (see fixed-point.ts), by the names of {@link Cells}. */
export interface Sums {
  readonly w: bigint;
  readonly w2: bigint;
  readonly ws: bigint;
  readonly ws2: bigint;
  readonly w2s: bigint;
  readonly w2s2: bigint;
}

/** Rows that share their groups, strata, label and prediction, as an engine counted them. Several tallies may be of one cell. */
export interface Tally {
  /** Group names by attribute, and values of the strata. */
  readonly groups: readonly string[];
  readonly strata: readonly string[];
  /** Indexes into the classes; -1: none. */
  readonly label: number;
  readonly prediction: number;
  readonly n: number;
  readonly sums: Sums;
}

/** What the places of a tally's lists stand for. */
export interface Frame {
  readonly attributes: readonly string[];
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

interface Coded {
  /** levels…, strata…, label, prediction */
  readonly code: Int32Array;
  readonly tally: number;
}

/** Adds up tallies to sorted cells: by levels in the order of the attributes, then strata, label and prediction. */
export function tabulate(tallies: readonly Tally[], frame: Frame): Tabulation {
  const levels = frame.attributes.map((_, place) => sortedNames(tallies, (tally) => tally.groups[place]!));
  const stratumLevels = frame.strata.map((_, place) => sortedNames(tallies, (tally) => tally.strata[place]!));
  const sorted = codes(tallies, [...levels, ...stratumLevels]).sort((a, b) => compareCodes(a.code, b.code));
  const cellOf = new Int32Array(tallies.length);
  const keyOf = new Int32Array(tallies.length);
  const firsts: Coded[] = [];
  const cellOfKey: number[] = [];
  sorted.forEach((coded, place) => {
    const before = sorted[place - 1]?.code;
    if (before === undefined || compareCodes(before, coded.code) !== 0) firsts.push(coded);
    if (before === undefined || compareCodes(before, coded.code, 1) !== 0) cellOfKey.push(firsts.length - 1);
    cellOf[coded.tally] = firsts.length - 1;
    keyOf[coded.tally] = cellOfKey.length - 1;
  });
  const column = (place: number): Int32Array => Int32Array.from(firsts, ({ code }) => code[place]!);
  const width = levels.length + stratumLevels.length;
  const cells: Cells = {
    ...frame,
    levels,
    stratumLevels,
    level: levels.map((_, place) => column(place)),
    stratumLevel: stratumLevels.map((_, place) => column(levels.length + place)),
    label: column(width),
    prediction: column(width + 1),
    ...addUp(tallies, cellOf, firsts.length),
  };
  return { cells, cellOf, keyOf, cellOfKey: Int32Array.from(cellOfKey) };
}

const sortedNames = (tallies: readonly Tally[], of: (tally: Tally) => string): string[] =>
  [...new Set(tallies.map(of))].sort(compareGroups);

function codes(tallies: readonly Tally[], names: readonly (readonly string[])[]): Coded[] {
  const index = names.map((list) => new Map(list.map((name, place) => [name, place])));
  return tallies.map((tally, place) => {
    const values = [...tally.groups, ...tally.strata].map((name, at) => index[at]!.get(name)!);
    return { code: Int32Array.of(...values, tally.label, tally.prediction), tally: place };
  });
}

/** Lexicographic; `but` leaves the last places out. */
function compareCodes(a: Int32Array, b: Int32Array, but = 0): number {
  for (let place = 0; place < a.length - but; place++) if (a[place] !== b[place]) return a[place]! - b[place]!;
  return 0;
}

function addUp(tallies: readonly Tally[], cellOf: Int32Array, count: number): Record<"n" | keyof Sums, Float64Array> {
  const sum = (name: keyof Sums): Float64Array => {
    const total = new Array<bigint>(count).fill(0n);
    tallies.forEach((tally, place) => {
      total[cellOf[place]!]! += tally.sums[name];
    });
    return Float64Array.from(total, fromFixedPoint);
  };
  const n = new Float64Array(count);
  tallies.forEach((tally, place) => {
    n[cellOf[place]!]! += tally.n;
  });
  return { n, w: sum("w"), w2: sum("w2"), ws: sum("ws"), ws2: sum("ws2"), w2s: sum("w2s"), w2s2: sum("w2s2") };
}
