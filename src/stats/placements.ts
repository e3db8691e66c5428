/** Labels of scored rows as DeLong's methods take them: 1 positive, 0 negative. */
export type Labels = Int32Array;

/** How many rows are positive and negative. */
export function classSizes(label: Labels): [number, number] {
  let positives = 0;
  for (const one of label) positives += one;
  return [positives, label.length - positives];
}

/**
 * DeLong's placements: per row the share of the other class on the side that counts for the area (below a positive, above a
 * negative), ties half. The area under the ROC curve is their mean over either class. In O(n log n).
 * Source: E. DeLong, D. DeLong and D. Clarke-Pearson, Biometrics 44 (1988), doi:10.2307/2531595.
 */
export function placementsOf(label: Labels, score: ArrayLike<number>, sizes: readonly [number, number]): Float64Array {
  const [positives, negatives] = sizes;
  const order = Int32Array.from(label, (_, i) => i).sort((i, j) => score[i]! - score[j]!);
  const placements = new Float64Array(label.length);
  let [positivesBelow, negativesBelow] = [0, 0];
  for (let start = 0, end = 0; start < order.length; start = end) {
    let tiedPositives = 0;
    for (; end < order.length && score[order[end]!] === score[order[start]!]; end++)
      tiedPositives += label[order[end]!]!;
    const tiedNegatives = end - start - tiedPositives;
    for (let k = start; k < end; k++) {
      const row = order[k]!;
      placements[row] =
        label[row] === 1
          ? (negativesBelow + tiedNegatives / 2) / negatives
          : 1 - (positivesBelow + tiedPositives / 2) / positives;
    }
    positivesBelow += tiedPositives;
    negativesBelow += tiedNegatives;
  }
  return placements;
}

/** Mean placement of the positives: the area under the ROC curve. */
export function areaOf(label: Labels, placements: Float64Array, positives: number): number {
  let sum = 0;
  for (let i = 0; i < label.length; i++) if (label[i] === 1) sum += placements[i]!;
  return sum / positives;
}
