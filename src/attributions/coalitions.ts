/** Sets of players, one after the other: byte `coalition × players + player` is 1 for members and 0 for others. */
export interface Coalitions {
  readonly players: number;
  readonly count: number;
  readonly members: Uint8Array;
}

/** Every coalition of up to 30 players but the empty and the full one; coalition i has the members whose bits are set in i + 1. */
export function everyCoalition(players: number): Coalitions {
  const count = 2 ** players - 2;
  const members = new Uint8Array(count * players);
  for (let coalition = 0; coalition < count; coalition++) {
    for (let player = 0; player < players; player++)
      members[coalition * players + player] = ((coalition + 1) >>> player) & 1;
  }
  return { players, count, members };
}

/** Number of members of each bit set below 2^players. */
export function setSizes(players: number): Uint8Array {
  const sizes = new Uint8Array(2 ** players);
  for (let set = 1; set < sizes.length; set++) sizes[set] = sizes[set >>> 1]! + (set & 1);
  return sizes;
}

/**
 * Weight of one coalition of each size 0 … players − 1 in a Shapley value: size! (players − size − 1)! / players!.
 * Source: L. S. Shapley, "A value for n-person games", 1953, doi:10.1515/9781400881970-018.
 */
export function shapleyWeights(players: number): Float64Array {
  const weights = new Float64Array(players).fill(1 / players);
  for (let size = 1; size < players; size++) weights[size] = (weights[size - 1]! * size) / (players - size);
  return weights;
}

/** The most coalitions that are asked for at once: keeps a game's batches full and its tables in the cache. */
export const coalitionsAtOnce = 2 ** 16;

/** Rows 0 … rows − 1 in runs of as many as ask for {@link coalitionsAtOnce} coalitions together, at least one. */
export function rowChunks(rows: number, coalitionsPerRow: number): number[][] {
  const size = Math.max(1, Math.floor(coalitionsAtOnce / Math.max(1, coalitionsPerRow)));
  return Array.from({ length: Math.ceil(rows / size) }, (_, chunk) =>
    Array.from({ length: Math.min(size, rows - chunk * size) }, (_, i) => chunk * size + i),
  );
}
