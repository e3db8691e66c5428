import { quantileSorted } from "simple-statistics";
import { normalUpper } from "../../stats/index.js";

/** Importance of each player in one group: as found, and on each bootstrap replicate. */
export interface Importance {
  readonly found: Float64Array;
  readonly drawn: readonly Float64Array[];
}

/** Importances of two groups whose orders are as alike, or as unlike, as the data leave possible. */
export interface PossibleOrders {
  /** @param z standard normal deviate: how sure an order of two players has to be to be kept */
  alike(z: number): readonly [Float64Array, Float64Array];
  unlike(z: number): readonly [Float64Array, Float64Array];
}

/**
 * Which orders of the players two groups may truly have. Two players of a group stand in a certain order where their difference
 * is more standard errors away from 0 than the largest such distance between any two players of either group on a share
 * 1 − P(Z > z) of the bootstrap replicates (single-step max-t); all other players may be the other way round. Among the orders
 * that are left the most alike (and unlike) are found greedily: always next the most wanted player that no other has to precede.
 * The k-th player of an order is given the k-th largest importance found.
 * Source: P. Westfall and S. Young, Resampling-Based Multiple Testing (1993), section 2.3 (max-t).
 */
export function possibleOrders(groups: readonly [Importance, Importance]): PossibleOrders {
  const errors = groups.map(errorsOf);
  const largest = largestDistances(groups, errors);
  const ranked = groups.map(({ found }) => placesOf(found));
  const certain = groups.map(
    ({ found }, g) =>
      (critical: number) =>
      (i: number, j: number): boolean =>
        found[i]! - found[j]! > critical * errors[g]![i * found.length + j]!,
  );
  const criticalAt = (z: number): number => quantileSorted(largest, 1 - normalUpper(Math.abs(z)));
  const [first, second] = ranked as [number[], number[]];
  const pick = (g: 0 | 1, z: number, wanted: readonly number[]): number[] =>
    extension(wanted, certain[g]!(criticalAt(z)));
  const valued = (orders: readonly (readonly number[])[]) =>
    groups.map(({ found }, g) => inOrder(found, orders[g]!)) as [Float64Array, Float64Array];
  return {
    alike: (z) => {
      const both = first.map((place, i) => -(place + second[i]!));
      return valued([pick(0, z, both), pick(1, z, both)]);
    },
    unlike: (z) => {
      const ofFirst = pick(0, z, second);
      const opposite = placesIn(ofFirst);
      return valued([ofFirst, pick(1, z, opposite)]);
    },
  };
}

/** Standard deviation of each difference of two players over the replicates; P × P, row by row. */
function errorsOf({ found, drawn }: Importance): Float64Array {
  const size = found.length;
  const squares = new Float64Array(size * size);
  for (const values of drawn) {
    for (let i = 0; i < size; i++) {
      for (let j = 0; j < size; j++) {
        const away = values[i]! - values[j]! - (found[i]! - found[j]!);
        squares[i * size + j]! += away * away;
      }
    }
  }
  return squares.map((sum) => Math.sqrt(sum / drawn.length));
}

/** On each replicate the largest distance of any difference from the one found, in standard errors; ascending. */
function largestDistances(groups: readonly Importance[], errors: readonly Float64Array[]): number[] {
  const replicates = groups[0]?.drawn.length ?? 0;
  const largest = new Float64Array(replicates);
  for (const [g, { found, drawn }] of groups.entries()) {
    for (let b = 0; b < replicates; b++) {
      for (let i = 0; i < found.length; i++) {
        for (let j = 0; j < i; j++) {
          const error = errors[g]![i * found.length + j]!;
          const away = Math.abs(drawn[b]![i]! - drawn[b]![j]! - (found[i]! - found[j]!));
          if (error > 0) largest[b] = Math.max(largest[b]!, away / error);
        }
      }
    }
  }
  return Array.from(largest.sort());
}

/** Players by the order of what is wanted (the largest first), but none before one that certainly precedes it. */
function extension(wanted: readonly number[], precedes: (i: number, j: number) => boolean): number[] {
  const left = new Set(wanted.keys());
  const order: number[] = [];
  while (left.size > 0) {
    const free = [...left].filter((j) => ![...left].some((i) => i !== j && precedes(i, j)));
    const next = free.reduce((a, b) => (wanted[b]! > wanted[a]! ? b : a));
    order.push(next);
    left.delete(next);
  }
  return order;
}

/** Place of each player by falling importance, from 0. */
const placesOf = (found: Float64Array): number[] =>
  placesIn(Array.from(found.keys()).sort((i, j) => found[j]! - found[i]!));

function placesIn(order: readonly number[]): number[] {
  const places = new Array<number>(order.length);
  for (const [place, player] of order.entries()) places[player] = place;
  return places;
}

/** The importances found, dealt anew: the largest to the first of an order. */
function inOrder(found: Float64Array, order: readonly number[]): Float64Array {
  const falling = found.toSorted().reverse();
  const values = new Float64Array(found.length);
  for (const [place, player] of order.entries()) values[player] = falling[place]!;
  return values;
}
