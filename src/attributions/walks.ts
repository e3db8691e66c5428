import { type Random, random } from "../core/random.js";
import { type Coalitions, coalitionsAtOnce, rowChunks } from "./coalitions.js";
import { type Explanation, explanationOf, type Game, phiFor } from "./game.js";
import { affordableValues, preciseEnough, type Sampling } from "./sampling.js";

/** Draws an order of the players in which they join. */
export type DrawOrder = (random: Random) => Int32Array;

/** Two independent pairs of walks give a variance. */
const leastWalks = 2;
/** Pairs of walks before the precision is first looked at: fewer make a variance that stops too early too often. */
const firstLook = 8;

/**
 * Values as means of what each player adds when players join in a random order, once forwards and once backwards: these antithetic
 * walks cancel what is antisymmetric in the order. The standard errors come from the spread between independent pairs of walks.
 * The values of a row add up exactly. Each row has a stream of its own.
 * Source: Mitchell, Cooper, Frank and Holmes 2022, section 4.1, arXiv:2104.12199; Castro, Gómez and Tejada 2009, doi:10.1016/j.cor.2008.04.004.
 * @throws Failure (usage) when the calls do not pay for two pairs: 4 (players − 1) values per row
 */
export async function explainByWalks(
  game: Game,
  drawOrder: DrawOrder,
  sampling: Sampling,
  stream: string,
): Promise<Explanation> {
  const perPair = Math.max(1, 2 * (game.players.length - 1));
  const most = Math.floor(affordableValues(game, sampling, leastWalks * perPair) / perPair);
  const phi = { values: phiFor(game), errors: phiFor(game) };
  let imprecise = 0;
  const looks = lookPoints(most, sampling.precision, perPair);
  for (const rows of rowChunks(game.rows, most * perPair)) {
    let states = rows.map((row) => startRow(game, row, random(sampling.seed, `${stream} ${row}`)));
    for (const look of looks) {
      await walkOn(game, states, drawOrder, look);
      for (const state of states) keep(phi, state);
      states = states.filter((state) => !isDone(state, game.outputs, sampling.precision));
      if (states.length === 0) break;
    }
    if (sampling.precision !== null) imprecise += states.length;
  }
  return explanationOf(game, phi, imprecise);
}

/** Numbers of pairs of walks after which values are brought up to date. */
function lookPoints(most: number, precision: number | null, perPair: number): number[] {
  const atOnce = Math.max(1, Math.floor(coalitionsAtOnce / perPair));
  const looks: number[] = [];
  for (let done = 0; done < most; looks.push(done)) {
    const next = precision === null ? most : Math.max(firstLook, 2 * done);
    done = Math.min(most, next, done + atOnce);
  }
  return looks;
}

/** Running means and sums of squared deviations (B. P. Welford 1962, doi:10.1080/00401706.1962.10490022): players × outputs. */
interface RowState {
  readonly row: number;
  readonly random: Random;
  walks: number;
  readonly mean: Float64Array;
  readonly squares: Float64Array;
}

function startRow({ players, outputs }: Game, row: number, stream: Random): RowState {
  const values = players.length * outputs;
  return { row, random: stream, walks: 0, mean: new Float64Array(values), squares: new Float64Array(values) };
}

async function walkOn(game: Game, states: readonly RowState[], drawOrder: DrawOrder, until: number): Promise<void> {
  const orders = states.map(({ walks, random }) => Array.from({ length: until - walks }, () => drawOrder(random)));
  const asks = states.map(({ row }, i) => ({ row, coalitions: prefixes(game.players.length, orders[i]!) }));
  const values = await game.values(asks);
  for (const [i, state] of states.entries()) {
    const perPair = 2 * (game.players.length - 1) * game.outputs;
    for (const [walk, order] of orders[i]!.entries())
      addWalk(state, contributions(game, state.row, order, values[i]!.subarray(walk * perPair, (walk + 1) * perPair)));
  }
}

/** For each order the first 1, 2 … players − 1 players in it, then the last ones. */
function prefixes(players: number, orders: readonly Int32Array[]): Coalitions {
  const perPair = 2 * (players - 1);
  const members = new Uint8Array(orders.length * perPair * players);
  for (const [walk, order] of orders.entries()) {
    for (let length = 1; length < players; length++) {
      const forward = (walk * perPair + length - 1) * players;
      const backward = forward + (players - 1) * players;
      for (let i = 0; i < length; i++) {
        members[forward + order[i]!] = 1;
        members[backward + order[players - 1 - i]!] = 1;
      }
    }
  }
  return { players, count: orders.length * perPair, members };
}

/** What each player adds, as the mean of the walk forwards and the walk backwards: players × outputs. */
function contributions(game: Game, row: number, order: Int32Array, values: Float64Array): Float64Array {
  const { outputs, base, output } = game;
  const players = order.length;
  const added = new Float64Array(players * outputs);
  for (let k = 0; k < outputs; k++) {
    const half = (players - 1) * outputs;
    for (const [start, backward] of [
      [0, false],
      [half, true],
    ] as const) {
      let before = base[k]!;
      for (let i = 0; i < players; i++) {
        const after = i === players - 1 ? output[row * outputs + k]! : values[start + i * outputs + k]!;
        added[order[backward ? players - 1 - i : i]! * outputs + k]! += (after - before) / 2;
        before = after;
      }
    }
  }
  return added;
}

function addWalk(state: RowState, added: Float64Array): void {
  state.walks++;
  for (const [i, value] of added.entries()) {
    const off = value - state.mean[i]!;
    state.mean[i]! += off / state.walks;
    state.squares[i]! += off * (value - state.mean[i]!);
  }
}

const errorOf = ({ walks, squares }: RowState): Float64Array =>
  squares.map((sum) => Math.sqrt(sum / (walks - 1) / walks));

function keep(phi: { readonly values: Float64Array; readonly errors: Float64Array }, state: RowState): void {
  phi.values.set(state.mean, state.row * state.mean.length);
  phi.errors.set(errorOf(state), state.row * state.mean.length);
}

const isDone = (state: RowState, outputs: number, precision: number | null): boolean =>
  preciseEnough(state.mean, errorOf(state), outputs, precision);
