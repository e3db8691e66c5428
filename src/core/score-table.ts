import type { Scores, UnitProfiles } from "./cells.js";
import { growingIntegers, growingNumbers } from "./growing.js";
import { binCentre, mostScores, type ScoreBins } from "./score-bins.js";
import type { Tabulation } from "./tally.js";

/** Rows of one group tuple and label that share a score, or its bin. */
export interface ScoreEntry {
  readonly tuple: number;
  readonly score: number;
  readonly n: number;
  readonly w: number;
}

/** Collects entries in the order of tuple and score: {@link Scores} in the making. */
export class ScoreTable {
  readonly #bins: ScoreBins | null;
  readonly #tuple = growingIntegers();
  readonly #score = growingNumbers();
  readonly #n = growingNumbers();
  readonly #w = growingNumbers();

  /** With bins, scores are given as numbers of bins. */
  constructor(bins: ScoreBins | null) {
    this.#bins = bins;
  }

  /** Number of entries so far. */
  get length(): number {
    return this.#tuple.length;
  }

  put({ tuple, score, n, w }: ScoreEntry): void {
    this.#tuple.push(tuple);
    this.#score.push(this.#bins === null ? score : binCentre(score, this.#bins));
    this.#n.push(n);
    this.#w.push(w);
  }

  finish({ cells, cellOfKey }: Tabulation, units: UnitProfiles | null): Scores {
    const tuple = this.#tuple.done();
    const of = (values: Int32Array): Int32Array => tuple.map((place) => values[cellOfKey[place]!]!);
    return {
      level: cells.level.map(of),
      stratumLevel: cells.stratumLevel.map(of),
      label: of(cells.label),
      score: this.#score.done(),
      n: this.#n.done(),
      w: this.#w.done(),
      bins: this.#bins === null ? null : mostScores,
      units,
    };
  }
}
