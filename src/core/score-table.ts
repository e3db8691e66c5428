import type { Cells, Scores, UnitProfiles } from "./cells.js";
import { growingIntegers, growingNumbers } from "./growing.js";
import { binCentre, type ScoreBins } from "./score-bins.js";

/** Rows of one key that share a number, or its bin. */
export interface ScoreEntry {
  readonly key: number;
  readonly score: number;
  /** The true number that belongs to it, or its bin; 0 where what is true of a row follows from its key. */
  readonly truth: number;
  readonly n: number;
  readonly w: number;
}

/** What the keys of a table stand for. */
export interface ScoreKeys {
  readonly cells: Cells;
  /** A cell of each key. */
  readonly cellOf: Int32Array;
  /** What is true of the rows of a cell; null: each entry has a true number of its own. */
  readonly label: ((cell: number) => number) | null;
}

/** Collects entries in the order of key and number: {@link Scores} in the making. */
export class ScoreTable {
  readonly #bins: { readonly score: ScoreBins | null; readonly truth: ScoreBins | null };
  readonly #key = growingIntegers();
  readonly #score = growingNumbers();
  readonly #truth = growingNumbers();
  readonly #n = growingNumbers();
  readonly #w = growingNumbers();

  /** With bins, numbers are given as numbers of bins. */
  constructor(bins: { readonly score: ScoreBins | null; readonly truth: ScoreBins | null }) {
    this.#bins = bins;
  }

  /** Number of entries so far. */
  get length(): number {
    return this.#key.length;
  }

  put({ key, score, truth, n, w }: ScoreEntry): void {
    this.#key.push(key);
    this.#score.push(centre(score, this.#bins.score));
    this.#truth.push(centre(truth, this.#bins.truth));
    this.#n.push(n);
    this.#w.push(w);
  }

  finish({ cells, cellOf, label }: ScoreKeys, units: UnitProfiles | null): Scores {
    const cell = this.#key.done().map((key) => cellOf[key]!);
    const of = (values: Int32Array): Int32Array => cell.map((place) => values[place]!);
    const truth = this.#truth.done();
    return {
      level: cells.level.map(of),
      stratumLevel: cells.stratumLevel.map(of),
      label: label === null ? truth : Float64Array.from(cell, label),
      score: this.#score.done(),
      n: this.#n.done(),
      w: this.#w.done(),
      bins: this.#bins.score?.bins ?? null,
      units,
    };
  }
}

const centre = (value: number, bins: ScoreBins | null): number => (bins === null ? value : binCentre(value, bins));
