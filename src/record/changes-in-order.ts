import type { ChangeRow } from "./run-record.js";

const order: readonly ChangeRow["reading"][] = ["worse", "cannot_tell", "not_worse", "better"];

/** Changes worst first: worse, not known, no worse, better; in each those that grew most. */
export const changesInOrder = (rows: readonly ChangeRow[]): ChangeRow[] =>
  rows.toSorted(
    (a, b) =>
      order.indexOf(a.reading) - order.indexOf(b.reading) || (b.change ?? -Infinity) - (a.change ?? -Infinity) || 0,
  );
