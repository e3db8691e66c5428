import { unusable } from "../../core/errors.js";
import type { Attributions } from "../attributions.js";

/** A protected attribute over the explained rows. */
export interface AttributeCodes {
  readonly name: string;
  readonly groups: readonly string[];
  /** Per row the place of its group in {@link groups}; -1: not known, the row takes no part. */
  readonly code: Int32Array;
  /** Place of the group that others are compared with. */
  readonly reference: number;
  /** Places of the players that are this attribute themselves. */
  readonly players: readonly number[];
}

/** What a model was given for one player: numbers (missing: NaN) or texts (missing: null), one per row. */
export interface PlayerColumn {
  readonly player: number;
  readonly column: string;
  readonly values: Float64Array | readonly (string | null)[];
}

/** Attributions of some rows and what is known of these rows. All arrays have one entry per row, in the same order. */
export interface GapInput {
  readonly attributions: Attributions;
  /** Attributions of the same rows with small noise added to their inputs; null: not asked for. */
  readonly noisy: Attributions | null;
  readonly attributes: readonly AttributeCodes[];
  /** Any numbering of the units; null: every row stands for itself. */
  readonly unit: Int32Array | null;
  /** Not negative and finite; null: all rows weigh the same. */
  readonly weight: Float64Array | null;
  /** The columns behind the players, several for a player that is a group of columns. */
  readonly columns: readonly PlayerColumn[];
}

/**
 * Makes sure that everything is of the same rows, and that values are numbers.
 * @throws RangeError for arrays of another length, Failure (unusable) for attributions that are not finite
 */
export function checkGapInput({ attributions, noisy, attributes, unit, weight, columns }: GapInput): void {
  const { rows, players } = attributions;
  const lengths = [
    ...[attributions, ...(noisy === null ? [] : [noisy])].flatMap(({ values, output }) => [...values, output]),
    ...attributes.map(({ code }) => code),
    ...(unit === null ? [] : [unit]),
    ...(weight === null ? [] : [weight]),
    ...columns.map(({ values }) => values),
  ].map(({ length }) => length);
  if (lengths.some((length) => length !== rows)) throw new RangeError(`all columns need ${rows} rows`);
  if ([attributions, ...(noisy === null ? [] : [noisy])].some(({ values }) => values.length !== players.length))
    throw new RangeError(`one array of attributions is needed for each of ${players.length} players`);
  for (const each of noisy === null ? [attributions] : [attributions, noisy]) checkFinite(each);
}

function checkFinite({ players, values, output }: Attributions): void {
  for (const [place, column] of [...values, output].entries()) {
    const row = column.findIndex((value) => !Number.isFinite(value));
    if (row < 0) continue;
    const what = place < players.length ? `the attribution of "${players[place]}"` : "the output";
    throw unusable(`explained row ${row + 1}: ${what} is no finite number`, {
      hint: "give its features a stand-in for missing values: {name: income, missing: 0}",
    });
  }
}
