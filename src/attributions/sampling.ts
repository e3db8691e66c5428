import { usage } from "../core/errors.js";
import type { Game } from "./game.js";

/** How much a sampling explainer may ask. */
export interface Sampling {
  /**
   * The most model rows asked about per explained row, its own included. The background rows themselves, asked about once for
   * all explained rows, come on top. Rows that turn out equal are sent once, so fewer may be sent.
   */
  readonly calls: number;
  /**
   * Stop at a row once its largest standard error is at most this share of the spread (largest minus smallest) of its values,
   * for every output; null: use all calls.
   */
  readonly precision: number | null;
  /** A whole number in [0, 2⁵³). */
  readonly seed: number;
}

/** Values of coalitions that the calls for one row pay for. @throws Failure (usage) when there are fewer than `least`, or the precision is no share */
export function affordableValues(game: Game, { calls, precision }: Sampling, least: number): number {
  if (precision !== null && !(precision > 0)) {
    throw usage(
      `precision is ${precision}, and has to be a share of the spread of the values, above 0, for example 0.05`,
    );
  }
  const needed = least * game.rowsPerValue + 1;
  if (!(calls >= needed)) {
    throw usage(
      `${calls} calls per explained row are too few for ${game.players.length} players and ${game.rowsPerValue} background rows: at least ${needed} are needed`,
      { hint: "allow more calls, use fewer background rows, or group columns that belong together" },
    );
  }
  return Math.floor((calls - 1) / game.rowsPerValue);
}

/** Whether values (players × outputs) are as precise as asked for. */
export function preciseEnough(
  values: Float64Array,
  errors: Float64Array,
  outputs: number,
  precision: number | null,
): boolean {
  if (precision === null) return false;
  for (let output = 0; output < outputs; output++) {
    let [least, most, error] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (let i = output; i < values.length; i += outputs) {
      least = Math.min(least, values[i]!);
      most = Math.max(most, values[i]!);
      error = Math.max(error, errors[i]!);
    }
    if (error > precision * (most - least)) return false;
  }
  return true;
}
