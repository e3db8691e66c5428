/** How a score becomes a prediction: from a threshold on, or for the highest scores of each period. */
export type Threshold = number | { readonly top: number } | { readonly top_share: number };

export const defaultThreshold = 0.5;

/** The rule in words where a model scores every class. */
export const likeliestWords = "its score is the highest of all classes";

/** What a suite says of how one score is to be read. */
interface ScoreUse {
  readonly prediction?: unknown;
  readonly threshold?: unknown;
  readonly confidence?: unknown;
  readonly abstainBelow?: unknown;
}

/** Beside a prediction or under the suite's own threshold a score may have any scale; compared with 0.5, or for a confidence, it has to be a probability. */
export const isProbability = ({ prediction, threshold, confidence, abstainBelow }: ScoreUse): boolean =>
  (prediction === undefined && threshold === undefined) || (abstainBelow !== undefined && confidence === undefined);

/** Scores with their rows, of one period. */
export interface ScoreCount {
  readonly score: number;
  readonly rows: number;
}

/** Scores from `from` on are selected; `ties` rows share the score at which the capacity ended and are left out. */
export interface Cut {
  readonly from: number;
  readonly ties: number;
}

/** Rows that a capacity lets through of so many. A share is rounded down, but for the last digits of its product. */
export const capacityOf = (threshold: Exclude<Threshold, number>, rows: number): number =>
  "top" in threshold ? threshold.top : Math.floor(threshold.top_share * rows + 1e-9);

/** Where the capacity ends: never more rows than it, and equal scores all in or all out. `counts` in falling order of score. */
export function cutAt(counts: readonly ScoreCount[], capacity: number): Cut {
  let selected = 0;
  let from = Number.POSITIVE_INFINITY;
  for (const { score, rows } of counts) {
    if (selected + rows > capacity) return { from, ties: selected < capacity ? rows : 0 };
    selected += rows;
    from = score;
  }
  return { from, ties: 0 };
}

/** The rule in words for reports: "score ≥ 0.5", "top 10% per month". */
export function decisionWords(threshold: Threshold, period: string | null): string {
  if (typeof threshold === "number") return `score ≥ ${threshold}`;
  const capacity =
    "top" in threshold ? `top ${threshold.top}` : `top ${Number((threshold.top_share * 100).toPrecision(12))}%`;
  return period === null ? capacity : `${capacity} per ${period}`;
}
