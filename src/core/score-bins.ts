/** More distinct scores than this are counted in as many bins. */
export const mostScores = 2 ** 16;

/** More distinct pairs of a true and a predicted number than this are counted in {@link valueBins} bins of each. */
export const mostPairs = 2 ** 20;
export const valueBins = 2 ** 10;

/** Equal-width bins over the numbers that occur. */
export interface ScoreBins {
  readonly low: number;
  readonly high: number;
  /** Number of bins. */
  readonly bins: number;
}

/** Bin of a score, 0 … bins - 1; the last bin holds the highest score. The same doubles in the same order as in SQL. */
export const scoreBin = (score: number, { low, high, bins }: ScoreBins): number =>
  high > low ? Math.min(bins - 1, Math.floor(((score - low) / (high - low)) * bins)) : 0;

/** The score in the middle of a bin, which stands for all in it. */
export const binCentre = (bin: number, { low, high, bins }: ScoreBins): number =>
  low + ((bin + 0.5) * (high - low)) / bins;
