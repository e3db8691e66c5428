import { type Coalitions, setSizes, shapleyWeights } from "./coalitions.js";
import { shapleyValues } from "./exact-shapley.js";
import type { Game } from "./game.js";

/**
 * The coalitions of a game with parts, in this order: unions of whole parts (bit sets of parts, but the empty and the full one), then
 * part after part, for each union of other parts, the bit sets of its players (but the empty and the full one) joined to it.
 */
export interface OwenPlan {
  readonly players: number;
  readonly groups: readonly Int32Array[];
  readonly coalitions: number;
  /** Where the coalitions of each part begin. */
  readonly starts: readonly number[];
}

export function owenPlan(players: number, groups: readonly Int32Array[]): OwenPlan {
  const unions = 2 ** (groups.length - 1);
  const starts: number[] = [];
  let coalitions = 2 * unions - 2;
  for (const { length } of groups) {
    starts.push(coalitions);
    coalitions += unions * (2 ** length - 2);
  }
  return { players, groups, coalitions, starts };
}

/** Bit set of all parts from one of all but `group`, whose bit is put in as 0. */
const withoutGroup = (others: number, group: number): number =>
  ((others >>> group) << (group + 1)) | (others & ((1 << group) - 1));

export function owenCoalitions({ players, groups, coalitions, starts }: OwenPlan): Coalitions {
  const members = new Uint8Array(coalitions * players);
  const unite = (at: number, parts: number): void => {
    for (const [group, inside] of groups.entries())
      if ((parts >>> group) & 1) for (const player of inside) members[at * players + player] = 1;
  };
  for (let parts = 1; parts < 2 ** groups.length - 1; parts++) unite(parts - 1, parts);
  for (const [group, inside] of groups.entries()) {
    const sets = 2 ** inside.length - 2;
    for (let others = 0; others < 2 ** (groups.length - 1); others++) {
      for (let set = 1; set <= sets; set++) {
        const at = starts[group]! + others * sets + set - 1;
        unite(at, withoutGroup(others, group));
        for (const [i, player] of inside.entries()) members[at * players + player] = (set >>> i) & 1;
      }
    }
  }
  return { players, count: coalitions, members };
}

/** Values of the plan's coalitions for one row. */
export interface OwenWorths {
  readonly game: Game;
  readonly row: number;
  readonly output: number;
  readonly values: Float64Array;
}

/** Owen value of every player, for one output. */
export function owenValuesOf(plan: OwenPlan, worths: OwenWorths): Float64Array {
  const { groups, players } = plan;
  const owen = new Float64Array(players);
  const outer = shapleyWeights(groups.length);
  const sizes = setSizes(groups.length - 1);
  for (const [group, inside] of groups.entries()) {
    for (let others = 0; others < 2 ** (groups.length - 1); others++) {
      const inner = worthsWithin(plan, worths, group, others);
      addWithin(owen, inside, inner, outer[sizes[others]!]!);
    }
  }
  return owen;
}

/** Values of all bit sets of a part's players, joined to a union of other parts. */
function worthsWithin(
  { groups, starts }: OwenPlan,
  { game, row, output, values }: OwenWorths,
  group: number,
  others: number,
): Float64Array {
  const all = 2 ** groups[group]!.length;
  const full = 2 ** groups.length - 1;
  const valueAt = (coalition: number): number => values[coalition * game.outputs + output]!;
  const ofUnion = (parts: number): number => {
    if (parts === 0) return game.base[output]!;
    return parts === full ? game.output[row * game.outputs + output]! : valueAt(parts - 1);
  };
  const parts = withoutGroup(others, group);
  const worth = new Float64Array(all);
  for (let set = 1; set < all - 1; set++) worth[set] = valueAt(starts[group]! + others * (all - 2) + set - 1);
  worth[0] = ofUnion(parts);
  worth[all - 1] = ofUnion(parts | (1 << group));
  return worth;
}

function addWithin(owen: Float64Array, inside: Int32Array, worth: Float64Array, weight: number): void {
  const shapley = shapleyValues(worth, inside.length);
  for (const [i, player] of inside.entries()) owen[player]! += weight * shapley[i]!;
}
