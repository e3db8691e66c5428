import type { Entries } from "./metric.js";

/** Total weight of the positive and of the negative rows. */
export function classWeights({ label, w }: Entries): { readonly positive: number; readonly negative: number } {
  let [positive, negative] = [0, 0];
  for (let i = 0; i < w.length; i++) {
    if (label[i] === 1) positive += w[i]!;
    else negative += w[i]!;
  }
  return { positive, negative };
}

/** Where the run of entries with the same score ends (exclusive) that starts at `start`. */
export function endOfTies(score: Float64Array, start: number): number {
  let end = start + 1;
  while (end < score.length && score[end] === score[start]) end++;
  return end;
}

/** Whether there are scores and each can be read as a probability: a number in [0, 1]. */
export const areProbabilities = ({ score }: Entries): boolean =>
  score.length > 0 && score.every((one) => one >= 0 && one <= 1);
