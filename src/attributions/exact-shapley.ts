import { usage } from "../core/errors.js";
import { everyCoalition, rowChunks, setSizes, shapleyWeights } from "./coalitions.js";
import { type Explanation, explanationOf, type Game, phiFor } from "./game.js";

/** The most players of {@link exactShapley}: 4,094 values per row. */
export const exactPlayers = 12;

/**
 * Shapley values from the values of all coalitions: exact, but 2^players − 2 values per row.
 * Source: L. S. Shapley, "A value for n-person games", 1953, doi:10.1515/9781400881970-018.
 * @throws Failure (usage) for more than {@link exactPlayers} players
 */
export async function exactShapley(game: Game): Promise<Explanation> {
  const players = game.players.length;
  if (players > exactPlayers) {
    throw usage(`exact Shapley values take at most ${exactPlayers} players, and there are ${players}`, {
      hint: "use the method kernel or permutation, or group columns that belong together",
    });
  }
  const coalitions = everyCoalition(players);
  const phi = phiFor(game);
  for (const rows of rowChunks(game.rows, coalitions.count)) {
    const values = await game.values(rows.map((row) => ({ row, coalitions })));
    for (const [i, row] of rows.entries()) {
      for (let output = 0; output < game.outputs; output++) {
        const shapley = shapleyValues(worths(game, row, output, values[i]!), players);
        for (let player = 0; player < players; player++)
          phi[(row * players + player) * game.outputs + output] = shapley[player]!;
      }
    }
  }
  return explanationOf(game, { values: phi, errors: null });
}

/** Values of all bit sets, from those of all but the empty and the full one. */
function worths(
  { base, output: full, outputs }: Game,
  row: number,
  output: number,
  values: Float64Array,
): Float64Array {
  const worth = new Float64Array(values.length / outputs + 2);
  for (let set = 1; set < worth.length - 1; set++) worth[set] = values[(set - 1) * outputs + output]!;
  worth[0] = base[output]!;
  worth[worth.length - 1] = full[row * outputs + output]!;
  return worth;
}

/** Shapley values of a set function, given for all 2^players bit sets. */
export function shapleyValues(worth: Float64Array, players: number): Float64Array {
  const weights = shapleyWeights(players);
  const sizes = setSizes(players);
  const shapley = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    const bit = 1 << player;
    let sum = 0;
    for (let set = 0; set < worth.length; set++)
      if ((set & bit) === 0) sum += weights[sizes[set]!]! * (worth[set | bit]! - worth[set]!);
    shapley[player] = sum;
  }
  return shapley;
}
