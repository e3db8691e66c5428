import { unusable, usage } from "../core/errors.js";
import type { EncodedInputs, Gradients } from "../models/model.js";
import type { Link } from "../models/trees/ensemble.js";
import type { Scale } from "./attributions.js";
import type { Rows } from "./black-box.js";
import type { Player } from "./players.js";

/** What to explain of a model that takes numbers. */
export interface EncodedTask {
  /** Every raw input belongs to one of them. */
  readonly players: readonly Player[];
  readonly background: Rows;
  readonly explained: Rows;
}

/** What to explain of a model that can be differentiated. */
export interface GradientTask extends EncodedTask {
  readonly gradients: Gradients;
}

/** One output of a model between start rows and the rows to explain, all encoded: rows × width numbers, row after row. */
export interface PathSpace {
  readonly gradients: Gradients;
  readonly output: number;
  readonly players: number;
  /** By encoded input. */
  readonly playerOf: Int32Array;
  readonly ends: Float64Array;
  readonly starts: Float64Array;
}

/** Points on straight lines from a start (a row of {@link PathSpace.starts}) to an end, `at` of the way. */
export interface Points {
  readonly start: Int32Array;
  readonly end: Int32Array;
  readonly at: Float64Array;
}

/** Points whose slopes are held in memory at a time. */
export const pointsPerBlock = 65_536;

/** Points per call of the model: with fewer, each call's fixed cost shows. */
const pointsPerCall = 8192;

/**
 * What each player adds to the change along a line, were its slope everywhere as at the point: Σ (end − start) · ∂output/∂input over the
 * player's inputs. points × players, point after point.
 */
export async function slopesAt(space: PathSpace, points: Points): Promise<Float64Array> {
  const slopes = new Float64Array(points.at.length * space.players);
  for (let from = 0; from < points.at.length; from += pointsPerCall) {
    const to = Math.min(points.at.length, from + pointsPerCall);
    const { gradient } = await space.gradients.at(onTheWay(space, points, from, to), space.output);
    addSlopes(space, points, { from, to, gradient }, slopes);
  }
  return slopes;
}

function onTheWay({ gradients, ends, starts }: PathSpace, points: Points, from: number, to: number): Float64Array {
  const { width } = gradients.inputs;
  const encoded = new Float64Array((to - from) * width);
  for (let point = from, target = 0; point < to; point++) {
    const [start, end, at] = [points.start[point]! * width, points.end[point]! * width, points.at[point]!];
    for (let input = 0; input < width; input++, target++) {
      const first = starts[start + input]!;
      encoded[target] = first + at * (ends[end + input]! - first);
    }
  }
  return encoded;
}

interface GradientsOfPoints {
  readonly from: number;
  readonly to: number;
  readonly gradient: Float64Array;
}

function addSlopes(space: PathSpace, points: Points, { from, to, gradient }: GradientsOfPoints, slopes: Float64Array) {
  const { players, playerOf, starts, ends } = space;
  const width = playerOf.length;
  for (let point = from, source = 0; point < to; point++) {
    const [start, end, target] = [points.start[point]! * width, points.end[point]! * width, point * players];
    for (let input = 0; input < width; input++, source++)
      slopes[target + playerOf[input]!]! += (ends[end + input]! - starts[start + input]!) * gradient[source]!;
  }
}

/** The output itself at encoded rows. */
export async function outputsAt(
  { gradients, output }: Pick<PathSpace, "gradients" | "output">,
  encoded: Float64Array,
): Promise<Float64Array> {
  const { width } = gradients.inputs;
  const values = new Float64Array(encoded.length / width);
  for (let from = 0; from < values.length; from += pointsPerCall) {
    const to = Math.min(values.length, from + pointsPerCall);
    values.set((await gradients.at(encoded.subarray(from * width, to * width), output)).value, from);
  }
  return values;
}

/**
 * Encoded rows of both kinds.
 * @throws Failure (usage) without rows of either kind; (unusable) when one misses a number
 */
export function encodedRows(
  inputs: EncodedInputs,
  { background, explained }: EncodedTask,
): { readonly behind: Float64Array; readonly ends: Float64Array } {
  if (background.rows === 0)
    throw usage(
      "an explanation compares with background rows, and there are none; set explain.background to 1 or more",
    );
  if (explained.rows === 0) throw usage("there are no rows to explain; set explain.rows to 1 or more");
  return { behind: present(inputs, background, "background row"), ends: present(inputs, explained, "row") };
}

function present(inputs: EncodedInputs, rows: Rows, what: string): Float64Array {
  const encoded = inputs.encode(rows);
  const missing = encoded.findIndex((value) => !Number.isFinite(value));
  if (missing < 0) return encoded;
  throw unusable(
    `${what} ${Math.floor(missing / inputs.width) + 1} of an explanation misses a number, which the model cannot do without`,
    { hint: "give missing values a stand-in in the suite's features, or leave incomplete rows out" },
  );
}

/** For each encoded input the place of its player. @throws Failure (usage) when an input has none */
export function playersOfInputs(
  { inputColumn }: Pick<EncodedInputs, "inputColumn">,
  players: readonly Player[],
): Int32Array {
  return inputColumn.map((column) => {
    const place = players.findIndex(({ columns }) => columns.includes(column));
    if (place < 0) throw usage(`input column ${column + 1} of the model belongs to no player of the explanation`);
    return place;
  });
}

/** Unit of what a model's gradients are of. Without a known link it is the answer itself, which counts as a probability. */
export function scaleOf(link: Link | null): Scale {
  if (link === null) return "probability";
  return link === "identity" ? "value" : "margin";
}

/** @throws Failure (usage) when a row may not have as many gradients as the least that a method needs, its own included */
export function checkCalls(calls: number, least: number): void {
  if (calls >= least) return;
  throw usage(`${calls} calls per explained row are too few: at least ${least} are needed`, {
    hint: "allow more calls in all, or explain fewer rows",
  });
}

/** Mean of each encoded input. */
export function meanRow(encoded: Float64Array, width: number): Float64Array {
  const mean = new Float64Array(width);
  for (let at = 0; at < encoded.length; at++) mean[at % width]! += encoded[at]!;
  return mean.map((sum) => (sum * width) / encoded.length);
}
