import type { Attributions, Scale } from "./attributions.js";
import type { Coalitions } from "./coalitions.js";

/** Coalitions whose value is wanted for one of the explained rows. */
export interface Ask {
  readonly row: number;
  readonly coalitions: Coalitions;
}

/**
 * A cooperative game for each of some rows: a coalition's value is what a model is expected to answer when the players in it are known.
 * Explainers see nothing else of a model, so any set function can be explained.
 */
export interface Game {
  readonly players: readonly string[];
  /** Rows to explain: as many games. */
  readonly rows: number;
  /** Numbers that a value consists of: outputs of the model. */
  readonly outputs: number;
  readonly scale: Scale;
  /** Model rows that one value costs at most. */
  readonly rowsPerValue: number;
  /** Value of the empty coalition, per output: the same for every row. */
  readonly base: Float64Array;
  /** Value of the full coalition: rows × outputs. */
  readonly output: Float64Array;
  /** Values of the coalitions of each ask: coalitions × outputs. */
  values(asks: readonly Ask[]): Promise<Float64Array[]>;
  /** Model rows sent so far, the explained and the background rows themselves included. */
  calls(): number;
}

/** What an explainer gives. */
export interface Explanation {
  /** One per output of the model. */
  readonly outputs: readonly Attributions[];
  /** Model rows sent, the explained and the background rows themselves included. */
  readonly calls: number;
  /** Rows that used up their calls before their values were as precise as asked for; 0 where no precision was. */
  readonly imprecise: number;
}

/** φ of every row, player and output, in this order of nesting; and their standard errors, or null where nothing was sampled. */
export interface Phi {
  readonly values: Float64Array;
  readonly errors: Float64Array | null;
}

/** Room for the φ of a game. */
export const phiFor = ({ rows, players, outputs }: Game): Float64Array =>
  new Float64Array(rows * players.length * outputs);

/** The φ of a game, by output and player. */
export function explanationOf(game: Game, { values, errors }: Phi, imprecise = 0): Explanation {
  const byPlayer = (all: Float64Array, output: number): Float64Array[] =>
    game.players.map((_, player) =>
      Float64Array.from(
        { length: game.rows },
        (_, row) => all[(row * game.players.length + player) * game.outputs + output]!,
      ),
    );
  const outputs = Array.from(
    { length: game.outputs },
    (_, output): Attributions => ({
      players: game.players,
      rows: game.rows,
      values: byPlayer(values, output),
      errors: errors === null ? null : byPlayer(errors, output),
      base: game.base[output]!,
      output: Float64Array.from({ length: game.rows }, (_, row) => game.output[row * game.outputs + output]!),
      scale: game.scale,
    }),
  );
  return { outputs, calls: game.calls(), imprecise };
}
