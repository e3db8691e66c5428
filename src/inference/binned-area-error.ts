import type { Scores } from "../core/cells.js";
import type { Entries } from "../metrics/index.js";
import { groupEntries } from "./group-entries.js";

/**
 * Largest error that equal-width bins can have caused in any group's area under the ROC curve, in [0, ½]: each pair of a positive
 * and a negative row in one bin counts as a tie, and may be off by one half.
 */
export const binnedAreaError = (scores: Scores, scoreGroup: Int32Array, size: number): number =>
  Math.max(0, ...groupEntries(scores, scoreGroup, size).groups.map((entries) => tiedShare(entries) / 2));

/** Share of all pairs of a positive and a negative that have one score. */
function tiedShare({ label, score, n }: Entries): number {
  let [tied, positives, negatives] = [0, 0, 0];
  for (let i = 0; i < n.length; i++) {
    if (label[i] === 1) positives += n[i]!;
    else negatives += n[i]!;
    // Equal scores stand side by side, the negatives first.
    if (label[i] === 1 && score[i - 1] === score[i]) tied += n[i]! * n[i - 1]!;
  }
  return positives > 0 && negatives > 0 ? tied / (positives * negatives) : 0;
}
