import type { Explanation, Game } from "./game.js";
import type { Sampling } from "./sampling.js";
import { shuffle } from "./shuffle.js";
import { explainByWalks } from "./walks.js";

/**
 * Shapley values by antithetic permutations, with a standard error per value: players join in uniformly random orders, each walked
 * forwards and backwards (see {@link explainByWalks}, also for sources, budget and errors).
 */
export function permutationShap(game: Game, sampling: Sampling): Promise<Explanation> {
  const players = Int32Array.from(game.players.keys());
  return explainByWalks(game, (random) => shuffle(players.slice(), random), sampling, "permutation_shap");
}
