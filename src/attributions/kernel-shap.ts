import { random } from "../core/random.js";
import { rowChunks } from "./coalitions.js";
import { type Explanation, explanationOf, type Game, phiFor } from "./game.js";
import { bothCoalitions, type PairSource, type Pairs, pairSource } from "./kernel-pairs.js";
import { type Contrasts, type Fit, fitPairs } from "./kernel-regression.js";
import { allocatePairs, allPairs, kernelStrata, leastPairs, type Stratum } from "./kernel-strata.js";
import { affordableValues, preciseEnough, type Sampling } from "./sampling.js";

/** The most pairs of one row: all of 20 players. Beyond, precision is not worth their memory. */
const pairsAtMost = 2 ** 19;

/**
 * Shapley values by paired Kernel SHAP, with a standard error per value: coalitions are asked about together with their
 * complements; sizes are enumerated from the outermost inwards as far as the calls go, and the others sampled without repetition, each
 * size in proportion to its weight in the Shapley kernel. The values of a row add up exactly. Where the calls pay for all
 * 2^players coalitions (of up to 20 players) the values are exact and their errors 0. Each row's coalitions are drawn from a stream of its own, so the
 * errors of different rows are independent and shrink in means over rows.
 * Source: Lundberg and Lee 2017, arXiv:1705.07874; Covert and Lee 2021, arXiv:2012.01536.
 * @throws Failure (usage) when the calls are too few for standard errors: 2 (players + 2 (⌊players/2⌋ − 1)) values per row are needed
 */
export async function kernelShap(game: Game, sampling: Sampling): Promise<Explanation> {
  const strata = kernelStrata(game.players.length);
  const least = leastPairs(strata);
  const affordable = Math.floor(affordableValues(game, sampling, 2 * least) / 2);
  const most = Math.min(allPairs(strata), affordable, Math.max(least, pairsAtMost));
  const phi = { values: phiFor(game), errors: phiFor(game) };
  let imprecise = 0;
  for (const rows of rowChunks(game.rows, 2 * most)) {
    let states = rows.map((row) => startRow(game, strata, row, sampling.seed));
    for (const pairs of rounds(least, most, sampling.precision)) {
      await askRound(game, states, allocatePairs(strata, pairs));
      const fits = states.map((state) => fitPairs(strata, state.contrasts, totalsOf(game, state.row)));
      for (const [i, { row }] of states.entries()) keep(phi, fits[i]!, row);
      states = states.filter((_, i) => !isDone(fits[i]!, game, sampling));
      if (states.length === 0) break;
    }
    if (sampling.precision !== null) imprecise += states.length;
  }
  return explanationOf(game, phi, imprecise);
}

interface RowState {
  readonly row: number;
  readonly source: PairSource;
  contrasts: Contrasts;
}

function startRow({ players }: Game, strata: readonly Stratum[], row: number, seed: number): RowState {
  const pairs: Pairs = { players: players.length, count: 0, members: new Uint8Array(), stratumOf: new Int32Array() };
  return {
    row,
    source: pairSource(players.length, strata, random(seed, `kernel_shap ${row}`)),
    contrasts: { pairs, contrast: new Float64Array() },
  };
}

/** Numbers of pairs after which the precision is looked at: each twice the one before. */
function rounds(least: number, most: number, precision: number | null): number[] {
  const looks: number[] = [];
  if (precision !== null) for (let pairs = 2 * least; pairs < most; pairs *= 2) looks.push(pairs);
  return [...looks, most];
}

async function askRound(game: Game, states: readonly RowState[], parts: readonly number[]): Promise<void> {
  const drawn = states.map(({ source }) => source.drawTo(parts));
  const asks = states.map(({ row }, i) => ({ row, coalitions: bothCoalitions(drawn[i]!) }));
  const values = await game.values(asks);
  for (const [i, state] of states.entries()) {
    const half = values[i]!.length / 2;
    const contrast = values[i]!.subarray(0, half).map((value, at) => value - values[i]![half + at]!);
    state.contrasts = joined(state.contrasts, { pairs: drawn[i]!, contrast });
  }
}

const joined = (a: Contrasts, b: Contrasts): Contrasts => ({
  pairs: {
    players: a.pairs.players,
    count: a.pairs.count + b.pairs.count,
    members: append(new Uint8Array(a.pairs.members.length + b.pairs.members.length), a.pairs.members, b.pairs.members),
    stratumOf: append(new Int32Array(a.pairs.count + b.pairs.count), a.pairs.stratumOf, b.pairs.stratumOf),
  },
  contrast: append(new Float64Array(a.contrast.length + b.contrast.length), a.contrast, b.contrast),
});

function append<T extends Uint8Array | Int32Array | Float64Array>(room: T, a: T, b: T): T {
  room.set(a);
  room.set(b, a.length);
  return room;
}

const totalsOf = ({ output, base, outputs }: Game, row: number): Float64Array =>
  base.map((none, k) => output[row * outputs + k]! - none);

function keep(phi: Fit, { values, errors }: Fit, row: number): void {
  phi.values.set(values, row * values.length);
  phi.errors.set(errors, row * errors.length);
}

const isDone = ({ values, errors }: Fit, { outputs }: Game, { precision }: Sampling): boolean =>
  preciseEnough(values, errors, outputs, precision);
