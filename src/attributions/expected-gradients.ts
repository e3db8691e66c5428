import { type Random, random } from "../core/random.js";
import { type GradientExplanation, gradientExplanation, type OutputPhi, spreadOf } from "./gradient-explanation.js";
import { firstNodes, pathIntegrals } from "./path-integral.js";
import {
  checkCalls,
  encodedRows,
  type GradientTask,
  outputsAt,
  type PathSpace,
  type Points,
  playersOfInputs,
  pointsPerBlock,
  slopesAt,
} from "./path-space.js";
import type { Sampling } from "./sampling.js";

/**
 * Expected gradients: integrated gradients averaged over all background rows as baselines, per raw column or group of columns.
 * The base is the mean output of the background. Where a row's calls pay for {@link firstNodes} nodes towards every background row
 * the integrals are computed, refined by completeness, and have no standard error. Else pairs of a background row and a place
 * on the way are drawn, and each value has a standard error; `completeness` then holds the noise of sampling too.
 * For a network that is a weighted sum both are its interventional SHAP values. On the scale of the margin where there is one.
 * Source: Erion et al. 2021, Nature Machine Intelligence 3, 620–631, doi:10.1038/s42256-021-00343-w, equation 3.
 * @throws Failure (usage) without rows or with too few calls; (unusable) when a row misses a number or the runtime refuses a batch
 */
export async function expectedGradients(task: GradientTask, sampling: Sampling): Promise<GradientExplanation> {
  const { gradients, players, background } = task;
  const { behind: starts, ends } = encodedRows(gradients.inputs, task);
  const playerOf = playersOfInputs(gradients.inputs, players);
  const explain = background.rows * firstNodes < sampling.calls ? pathIntegrals : sampledGradients;
  const found: OutputPhi[] = [];
  for (let output = 0; output < gradients.outputs; output++)
    found.push(await explain({ gradients, output, players: players.length, playerOf, ends, starts }, sampling));
  return gradientExplanation(players, gradients.link, found);
}

/**
 * Points drawn together: one in each of as many equal parts of the way, so that slopes which change along it add little noise.
 */
const strata = 32;

/** Sums over the draws so far, rows × players. */
interface Sums {
  readonly slopes: Float64Array;
  /** Squares of the differences between neighbours within a set of strata. */
  readonly steps: Float64Array;
}

async function sampledGradients(space: PathSpace, { calls, precision, seed }: Sampling): Promise<OutputPhi> {
  const { players } = space;
  checkCalls(calls, 1 + 2 * strata);
  const output = await outputsAt(space, space.ends);
  const bases = await outputsAt(space, space.starts);
  const streams = Array.from(output, (_, row) => random(seed, `expected_gradients:${row}`));
  const size = output.length * players;
  const sums: Sums = { slopes: new Float64Array(size), steps: new Float64Array(size) };
  const [values, errors] = [new Float64Array(size), new Float64Array(size)];
  const most = Math.floor((calls - 1) / strata);
  let open = Int32Array.from(output.keys());
  let used = output.length + bases.length;
  for (let sets = 0, next = 2; open.length > 0 && sets < most; next = Math.min(most, 2 * next)) {
    await draw(space, open, next - sets, streams, sums);
    used += open.length * (next - sets) * strata;
    sets = next;
    for (const row of open) estimate(sums, row * players, players, sets, { values, errors });
    if (precision !== null) open = open.filter((row) => !isPrecise(values, errors, row * players, players, precision));
  }
  const base = bases.reduce((sum, value) => sum + value, 0) / bases.length;
  return { values, errors, base, output, calls: used, imprecise: precision === null ? 0 : open.length };
}

/** Adds some sets of draws to the sums of the rows named. */
async function draw(space: PathSpace, rows: Int32Array, sets: number, streams: readonly Random[], sums: Sums) {
  const rowsPerBlock = Math.max(1, Math.floor(pointsPerBlock / (sets * strata)));
  for (let from = 0; from < rows.length; from += rowsPerBlock) {
    const block = rows.subarray(from, from + rowsPerBlock);
    const slopes = await slopesAt(space, drawn(space, block, sets, streams));
    const perRow = sets * strata * space.players;
    for (const [place, row] of block.entries())
      addSets(slopes.subarray(place * perRow, (place + 1) * perRow), space.players, row * space.players, sums);
  }
}

/** For each row some sets of points: a start at random and a place at random within each stratum in turn. */
function drawn({ gradients, starts }: PathSpace, rows: Int32Array, sets: number, streams: readonly Random[]): Points {
  const count = rows.length * sets * strata;
  const points = { start: new Int32Array(count), end: new Int32Array(count), at: new Float64Array(count) };
  const backgroundRows = starts.length / gradients.inputs.width;
  let point = 0;
  for (const row of rows) {
    const next = streams[row]!;
    for (let index = 0; index < sets * strata; index++, point++) {
      points.end[point] = row;
      points.start[point] = Math.floor(next() * backgroundRows);
      points.at[point] = ((index % strata) + next()) / strata;
    }
  }
  return points;
}

function addSets(slopes: Float64Array, players: number, target: number, sums: Sums): void {
  for (let at = 0; at < slopes.length; at++) {
    const place = target + (at % players);
    sums.slopes[place]! += slopes[at]!;
    const isFirstOfSet = Math.floor(at / players) % strata === 0;
    if (!isFirstOfSet) sums.steps[place]! += (slopes[at]! - slopes[at - players]!) ** 2;
  }
}

/**
 * Mean of the draws and its standard error. The variance of one draw within its stratum is half the mean square of the steps between
 * neighbouring strata, which hold the trend along the way only in so far as it changes from one to the next.
 * Source: Wolter 2007, Introduction to Variance Estimation, 2nd edition, section 8.2, estimator v2.
 */
function estimate(
  sums: Sums,
  from: number,
  players: number,
  sets: number,
  { values, errors }: { readonly values: Float64Array; readonly errors: Float64Array },
): void {
  const draws = sets * strata;
  for (let at = from; at < from + players; at++) {
    values[at] = sums.slopes[at]! / draws;
    errors[at] = Math.sqrt(sums.steps[at]! / (2 * sets * (strata - 1)) / draws);
  }
}

function isPrecise(values: Float64Array, errors: Float64Array, from: number, players: number, share: number): boolean {
  return Math.max(...errors.subarray(from, from + players)) <= share * spreadOf(values, from, players);
}
