import type { Cells } from "../core/cells.js";
import type { Confusion } from "../core/confusion.js";

/**
 * What counts as positive: a class against the rest, being right at all (accuracy over several classes), or the true class being
 * among the `places` that the model finds most likely.
 */
export type Outcome =
  | { readonly kind: "class"; readonly index: number }
  | { readonly kind: "correct" }
  | { readonly kind: "within"; readonly places: number };

/** Added to the quadrant of rows that the model left to somebody else. */
const deferred = 4;

/**
 * Quadrant of each cell: 0 true positive, 1 false positive, 2 false negative, 3 true negative; 4 more where the model abstained. Where there
 * is no label (or no prediction) it counts as negative: only metrics that need the other one alone are computed then. With the
 * outcomes "correct" and "within" right predictions are true positives and wrong ones false negatives.
 */
export function quadrants(cells: Cells, outcome: Outcome): Int8Array {
  const known = knownQuadrants.get(cells) ?? new Map<string, Int8Array>();
  knownQuadrants.set(cells, known);
  const name = JSON.stringify(outcome);
  const found = known.get(name) ?? quadrantsOf(cells, outcome);
  known.set(name, found);
  return found;
}

/** Most metrics have the same outcome: its quadrants are worked out once, and are one array. */
const knownQuadrants = new WeakMap<Cells, Map<string, Int8Array>>();

const quadrantsOf = (cells: Cells, outcome: Outcome): Int8Array =>
  Int8Array.from(cells.label, (_, i) => quadrantOf(cells, outcome, i) + (cells.abstained?.[i] === 1 ? deferred : 0));

function quadrantOf({ label, prediction, rank }: Cells, outcome: Outcome, i: number): number {
  if (outcome.kind === "correct") return label[i] === prediction[i] ? 0 : 2;
  if (outcome.kind === "within") {
    const place = rank?.[i] ?? 0;
    return place > 0 && place <= outcome.places ? 0 : 2;
  }
  return (label[i] === outcome.index ? 0 : 1) + (prediction[i] === outcome.index ? 0 : 2);
}

/** The confusion counts that have one row, in this quadrant; none for a quadrant of other rows. */
export const unitConfusion = (quadrant: number): Confusion => ({
  tp: Number(quadrant === 0),
  fp: Number(quadrant === 1),
  fn: Number(quadrant === 2),
  tn: Number(quadrant === 3),
});

/** The same of the rows that the model decided, and of those that it did not. */
export const unitConfusions = (quadrant: number): readonly [decided: Confusion, deferred: Confusion] => [
  unitConfusion(quadrant),
  unitConfusion(quadrant - deferred),
];

/** Number of quadrants, of decided and deferred rows. */
export const quadrantCount = 2 * deferred;

/** Quadrants with the rows that the model left to somebody else as -1: decisions are judged where they were made. */
export const decidedQuadrants = (quadrant: Int8Array): Int32Array =>
  Int32Array.from(quadrant, (place) => (place >= deferred ? -1 : place));

/** Adds up `values` of the cells of each group by quadrant: of all rows, or of those that the model decided, or did not. */
export function confusions(
  cellGroup: Int32Array,
  size: number,
  quadrant: Int8Array,
  values: Float64Array,
  rows: "all" | "decided" | "deferred" = "all",
): Confusion[] {
  const sums = new Float64Array(size * deferred);
  for (let i = 0; i < cellGroup.length; i++) {
    const group = cellGroup[i] as number;
    const place = quadrant[i] as number;
    if (group < 0 || (rows !== "all" && (rows === "deferred") !== place >= deferred)) continue;
    const at = group * deferred + (place % deferred);
    sums[at] = (sums[at] as number) + (values[i] as number);
  }
  return Array.from({ length: size }, (_, group) => {
    const [tp = 0, fp = 0, fn = 0, tn = 0] = sums.subarray(group * deferred, (group + 1) * deferred);
    return { tp, fp, fn, tn };
  });
}
