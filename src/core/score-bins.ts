/** More distinct scores than this are counted in as many bins. */
export const mostScores = 2 ** 16;

/** Equal-width bins over the scores that occur. */
export interface ScoreBins {
  readonly low: number;
  readonly high: number;
}

/** Bin of a score, 0 … 2^16 - 1; the last bin holds the highest score. The same doubles in the same order as in SQL. */
export const scoreBin = (score: number, { low, high }: ScoreBins): number =>
  Math.min(mostScores - 1, Math.floor(((score - low) / (high - low)) * mostScores));

/** The score in the middle of a bin, which stands for all in it. */
export const binCentre = (bin: number, { low, high }: ScoreBins): number =>
  low + ((bin + 0.5) * (high - low)) / mostScores;
