import type { Attributions } from "./attributions.js";
import type { Explanation } from "./game.js";
import type { PathSpace } from "./path-space.js";
import { scaleOf } from "./path-space.js";
import type { Player } from "./players.js";

/** An explanation by gradients. Calls are rows whose gradient was computed, once for each output. */
export interface GradientExplanation extends Explanation {
  /** Per output, by row: output − base − Σφ, which an exact integral would make 0. */
  readonly completeness: readonly Float64Array[];
}

/** φ of one output. */
export interface OutputPhi {
  /** rows × players. */
  readonly values: Float64Array;
  /** Standard errors, rows × players; null where nothing was sampled. */
  readonly errors: Float64Array | null;
  readonly base: number;
  /** One per row. */
  readonly output: Float64Array;
  readonly calls: number;
  /** Rows not as precise as asked for. */
  readonly imprecise: number;
}

/** Several outputs as one explanation. */
export function gradientExplanation(
  players: readonly Player[],
  link: PathSpace["gradients"]["link"],
  found: readonly OutputPhi[],
): GradientExplanation {
  const outputs = found.map(({ values, errors, base, output }): Attributions => {
    const byPlayer = (all: Float64Array) =>
      players.map((_, player) => output.map((_, row) => all[row * players.length + player]!));
    return {
      players: players.map(({ name }) => name),
      rows: output.length,
      values: byPlayer(values),
      errors: errors === null ? null : byPlayer(errors),
      base,
      output,
      scale: scaleOf(link),
    };
  });
  return {
    outputs,
    calls: found.reduce((sum, { calls }) => sum + calls, 0),
    imprecise: Math.max(...found.map(({ imprecise }) => imprecise)),
    completeness: found.map((phi) => phi.output.map((_, row) => incompleteness(phi, row, players.length))),
  };
}

/** output − base − Σφ of a row. */
export function incompleteness(
  { values, base, output }: Pick<OutputPhi, "values" | "base" | "output">,
  row: number,
  players: number,
): number {
  let rest = output[row]! - base;
  for (let at = row * players; at < (row + 1) * players; at++) rest -= values[at]!;
  return rest;
}

/** Largest minus smallest of `count` values from `from` on. */
export function spreadOf(values: Float64Array, from: number, count: number): number {
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let at = from; at < from + count; at++) {
    least = Math.min(least, values[at]!);
    most = Math.max(most, values[at]!);
  }
  return most - least;
}
