import type { Random } from "../core/random.js";
import type { Stratum } from "./kernel-strata.js";

/** Pairs of complementary coalitions, one of each pair written as in {@link Coalitions}. */
export interface Pairs {
  readonly players: number;
  readonly count: number;
  readonly members: Uint8Array;
  /** Place of each pair's stratum. */
  readonly stratumOf: Int32Array;
}

/** Draws pairs of one game's strata without repeating any. */
export interface PairSource {
  /** Pairs that bring each stratum up to `parts[stratum]` drawn ones. */
  drawTo(parts: readonly number[]): Pairs;
}

/** A coalition as a number where it fits into the 53 bits of a double, else as a text. */
function keyOf(members: Uint8Array): number | string {
  if (members.length > 52) return members.join("");
  let key = 0;
  for (const member of members) key = 2 * key + member;
  return key;
}

export function pairSource(players: number, strata: readonly Stratum[], random: Random): PairSource {
  const known = strata.map(() => new Set<number | string>());
  return {
    drawTo: (parts) => {
      const drawn = strata.map((stratum, place) => newPairs(players, stratum, parts[place]!, known[place]!, random));
      const count = drawn.reduce((sum, pairs) => sum + pairs.length, 0);
      const members = new Uint8Array(count * players);
      const stratumOf = new Int32Array(count);
      let pair = 0;
      for (const [place, pairs] of drawn.entries()) {
        for (const coalition of pairs) {
          members.set(coalition, pair * players);
          stratumOf[pair++] = place;
        }
      }
      return { players, count, members, stratumOf };
    },
  };
}

function newPairs(
  players: number,
  stratum: Stratum,
  wanted: number,
  known: Set<number | string>,
  random: Random,
): Uint8Array[] {
  const pairs: Uint8Array[] = [];
  const add = (members: Uint8Array) => {
    const key = keyOf(members);
    if (!known.has(key)) pairs.push(members);
    known.add(key);
  };
  if (wanted === stratum.pairs) {
    if (known.size < wanted) for (const members of everyPair(players, stratum.size)) add(members);
  } else while (known.size < wanted) add(drawPair(players, stratum.size, random));
  return pairs;
}

/** Halves of the players make pairs with one another: of these the one that holds player 0 stands for the pair. */
function* everyPair(players: number, size: number): Generator<Uint8Array> {
  const chosen = Array.from({ length: size }, (_, i) => i);
  for (;;) {
    if (2 * size === players && chosen[0] !== 0) return;
    const members = new Uint8Array(players);
    for (const player of chosen) members[player] = 1;
    yield members;
    let last = size - 1;
    while (last >= 0 && chosen[last] === players - size + last) last--;
    if (last < 0) return;
    chosen[last]!++;
    for (let i = last + 1; i < size; i++) chosen[i] = chosen[i - 1]! + 1;
  }
}

/** Every pair equally likely, by R. Floyd's algorithm (Bentley and Floyd, CACM 30 (1987), doi:10.1145/30401.315746). */
function drawPair(players: number, size: number, random: Random): Uint8Array {
  const members = new Uint8Array(players);
  for (let last = players - size; last < players; last++) {
    const player = Math.floor(random() * (last + 1));
    members[members[player] === 1 ? last : player] = 1;
  }
  return 2 * size === players && members[0] === 0 ? members.map((member) => 1 - member) : members;
}

/** Both coalitions of every pair: first the written ones, then their complements in the same order. */
export function bothCoalitions({ players, count, members }: Pairs) {
  const both = new Uint8Array(2 * members.length);
  both.set(members);
  for (let i = 0; i < members.length; i++) both[members.length + i] = 1 - members[i]!;
  return { players, count: 2 * count, members: both };
}
