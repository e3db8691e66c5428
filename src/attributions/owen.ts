import { usage } from "../core/errors.js";
import type { Random } from "../core/random.js";
import { coalitionsAtOnce, rowChunks } from "./coalitions.js";
import { type Explanation, explanationOf, type Game, phiFor } from "./game.js";
import { owenCoalitions, owenPlan, owenValuesOf } from "./owen-exact.js";
import type { Part } from "./players.js";
import type { Sampling } from "./sampling.js";
import { shuffle } from "./shuffle.js";
import { explainByWalks } from "./walks.js";

/**
 * Owen values: Shapley values between the parts of a partition, and within a part between its players. Players of a part are only
 * ever known together with all, none or some of their own part while every other part is known wholly or not at all; so the values of
 * a part's players add up to the part's own Shapley value in the game between parts. With parts of one player each, or one part of
 * all, they are the Shapley values. Exact where the calls pay for all the coalitions of this kind, else by antithetic walks
 * through random orders that keep parts together (see {@link explainByWalks}), with a standard error per value.
 * Source: G. Owen, "Values of games with a priori unions", 1977, doi:10.1007/978-3-642-45494-3_7; sampled as Shapley values are by
 * Castro, Gómez and Tejada 2009, doi:10.1016/j.cor.2008.04.004, from the orders that his definition averages over.
 * @throws Failure (usage) when the parts do not hold every player exactly once, or the calls do not pay for two pairs of walks
 */
export async function owenValues(game: Game, parts: readonly Part[], sampling: Sampling): Promise<Explanation> {
  checkPartition(game.players, parts);
  const groups = parts.map(({ members }) => Int32Array.from(members));
  const plan = owenPlan(game.players.length, groups);
  const pays = plan.coalitions * game.rowsPerValue + 1 <= sampling.calls;
  return pays && plan.coalitions <= coalitionsAtOnce
    ? exactOwen(game, groups)
    : explainByWalks(game, (random) => drawOrder(groups, random), sampling, "owen");
}

function checkPartition(players: readonly string[], parts: readonly Part[]): void {
  const held = new Int32Array(players.length);
  for (const { members } of parts) for (const member of members) held[member]!++;
  const wrong = held.findIndex((times) => times !== 1);
  if (wrong >= 0 || parts.some(({ members }) => members.length === 0)) {
    throw usage(
      `Owen values need every player in exactly one part${wrong < 0 ? ", and a part is empty" : `, and "${players[wrong]}" is in ${held[wrong]}`}`,
    );
  }
}

async function exactOwen(game: Game, groups: readonly Int32Array[]): Promise<Explanation> {
  const players = game.players.length;
  const plan = owenPlan(players, groups);
  const coalitions = owenCoalitions(plan);
  const values = phiFor(game);
  for (const rows of rowChunks(game.rows, coalitions.count)) {
    const worths = await game.values(rows.map((row) => ({ row, coalitions })));
    for (const [i, row] of rows.entries()) {
      for (let output = 0; output < game.outputs; output++) {
        const owen = owenValuesOf(plan, { game, row, output, values: worths[i]! });
        for (let player = 0; player < players; player++)
          values[(row * players + player) * game.outputs + output] = owen[player]!;
      }
    }
  }
  return explanationOf(game, { values, errors: null });
}

/** Parts in random order, and the players of each in random order. */
function drawOrder(groups: readonly Int32Array[], random: Random): Int32Array {
  const order = shuffle(Int32Array.from(groups.keys()), random);
  return Int32Array.from([...order].flatMap((group) => [...shuffle(groups[group]!.slice(), random)]));
}
