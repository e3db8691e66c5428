import type { Coalitions } from "./coalitions.js";

/** Coalitions that come to the same where only some players make a difference, as one slot each. */
export interface Slots {
  readonly count: number;
  /** Byte `player × count + slot` is 1 where the slot's coalitions hold the player: player after player, as columns are filled. */
  readonly members: Uint8Array;
  /** The slot of each coalition. */
  readonly slotOf: Int32Array;
}

/** Up to this many players a coalition is one small integer, which is compared at next to no cost. */
const keyedPlayers = 30;

/** From a byte per player, 1 where it makes a difference, to the slots of the coalitions. */
export function slotFinder(coalitions: Coalitions): (differ: Uint8Array) => Slots {
  const { players, count } = coalitions;
  if (players > keyedPlayers) {
    const places = Int32Array.from({ length: count }, (_, coalition) => coalition);
    const slots = { count, members: membersByPlayer(coalitions, places), slotOf: places };
    return () => slots;
  }
  const keys = Int32Array.from({ length: count }, (_, coalition) =>
    keyOf(coalitions.members, coalition * players, players),
  );
  let known: { mask: number; slots: Slots } | null = null;
  return (differ) => {
    const mask = keyOf(differ, 0, players);
    if (known?.mask !== mask) known = { mask, slots: slotsUnder(coalitions, keys, mask) };
    return known.slots;
  };
}

function keyOf(bytes: Uint8Array, at: number, players: number): number {
  let key = 0;
  for (let player = 0; player < players; player++) key |= bytes[at + player]! << player;
  return key;
}

/** Equal masked keys share a slot, found by open addressing in a table at most half full. */
function slotsUnder(coalitions: Coalitions, keys: Int32Array, mask: number): Slots {
  const bits = Math.ceil(Math.log2(2 * keys.length + 2));
  const table = new Int32Array(2 ** bits).fill(-1);
  const coalitionOf = new Int32Array(keys.length);
  const slotOf = new Int32Array(keys.length);
  let count = 0;
  for (let coalition = 0; coalition < keys.length; coalition++) {
    const key = keys[coalition]! & mask;
    // The upper bits of a product with 2³²/golden ratio spread neighbouring keys.
    let at = Math.imul(key, 0x9e3779b1) >>> (32 - bits);
    while (table[at] !== -1 && (keys[coalitionOf[table[at]!]!]! & mask) !== key) at = (at + 1) & (table.length - 1);
    if (table[at] === -1) {
      coalitionOf[count] = coalition;
      table[at] = count++;
    }
    slotOf[coalition] = table[at]!;
  }
  return { count, members: membersByPlayer(coalitions, coalitionOf.subarray(0, count)), slotOf };
}

function membersByPlayer({ players, members }: Coalitions, places: Int32Array): Uint8Array {
  const byPlayer = new Uint8Array(players * places.length);
  for (let player = 0; player < players; player++) {
    const at = player * places.length;
    for (let slot = 0; slot < places.length; slot++) byPlayer[at + slot] = members[places[slot]! * players + player]!;
  }
  return byPlayer;
}
