import type { Cells } from "../core/cells.js";
import type { Confusion } from "../core/confusion.js";

/** What counts as positive: a class against the rest, or (for accuracy over several classes) being right at all. */
export type Outcome = { readonly kind: "class"; readonly index: number } | { readonly kind: "correct" };

/**
 * Quadrant of each cell: 0 true positive, 1 false positive, 2 false negative, 3 true negative. Where there is no label (or no prediction) it counts as negative: only metrics that need the other one
 * alone are computed then. With the outcome "correct" right predictions are true positives and wrong ones false negatives.
 */
export function quadrants(cells: Cells, outcome: Outcome): Int8Array {
  return Int8Array.from(cells.label, (label, i) => {
    const prediction = cells.prediction[i] as number;
    if (outcome.kind === "correct") return label === prediction ? 0 : 2;
    return (label === outcome.index ? 0 : 1) + (prediction === outcome.index ? 0 : 2);
  });
}

/** The confusion counts that have one row, in this quadrant. */
export const unitConfusion = (quadrant: number): Confusion => ({
  tp: Number(quadrant === 0),
  fp: Number(quadrant === 1),
  fn: Number(quadrant === 2),
  tn: Number(quadrant === 3),
});

/** Adds up `values` of the cells of each group by quadrant. */
export function confusions(
  cellGroup: Int32Array,
  size: number,
  quadrant: Int8Array,
  values: Float64Array,
): Confusion[] {
  const sums = new Float64Array(size * 4);
  for (let i = 0; i < cellGroup.length; i++) {
    const group = cellGroup[i] as number;
    if (group < 0) continue;
    const at = group * 4 + (quadrant[i] as number);
    sums[at] = (sums[at] as number) + (values[i] as number);
  }
  return Array.from({ length: size }, (_, group) => {
    const [tp = 0, fp = 0, fn = 0, tn = 0] = sums.subarray(group * 4, group * 4 + 4);
    return { tp, fp, fn, tn };
  });
}
