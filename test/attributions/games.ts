import fc from "fast-check";
import type { BlackBox, Column, Rows } from "../../src/attributions/black-box.js";
import { encodedBox } from "../../src/attributions/encoded-box.js";
import type { Game } from "../../src/attributions/game.js";
import { openGame } from "../../src/attributions/open-game.js";
import { playersOf } from "../../src/attributions/players.js";
import { Failure } from "../../src/core/errors.js";
import type { Answers } from "../../src/models/model.js";
import { fixturePath } from "../fixtures.js";
import { mulberry32 } from "../mulberry32.js";
import type { Json } from "../stats/oracle.js";

/** A set function with a number for every bit set of players, explained as `rows` equal rows. */
export function gameOf(players: number, worth: Float64Array, { rows = 1, rowsPerValue = 1 } = {}): Game {
  let calls = 0;
  const full = worth[2 ** players - 1]!;
  return {
    players: Array.from({ length: players }, (_, i) => `p${i}`),
    rows,
    outputs: 1,
    scale: "value",
    rowsPerValue,
    base: Float64Array.of(worth[0]!),
    output: new Float64Array(rows).fill(full),
    values: async (asks) =>
      asks.map(({ coalitions: { count, members } }) => {
        calls += count * rowsPerValue;
        return Float64Array.from({ length: count }, (_, c) => {
          let set = 0;
          for (let p = 0; p < players; p++) set |= members[c * players + p]! << p;
          return worth[set]!;
        });
      }),
    calls: () => calls,
  };
}

/** A drawn game of 1 to `most` players with whole-number worths in a range where sums round little. */
export const drawnGame = (most: number, least = 1) =>
  fc
    .integer({ min: least, max: most })
    .chain((players) =>
      fc
        .array(fc.integer({ min: -1000, max: 1000 }), { minLength: 2 ** players, maxLength: 2 ** players })
        .map((worth) => ({ players, worth: Float64Array.from(worth) })),
    );

/** A game of main effects and interactions of all orders that fall off with their size, as models have: reproducible by its seed. */
export function smoothGame(players: number, seed: number): Float64Array {
  const draw = mulberry32(seed);
  const main = Float64Array.from({ length: players }, () => 2 * draw() - 1);
  const second = Float64Array.from({ length: players * players }, () => (2 * draw() - 1) / 2);
  return Float64Array.from({ length: 2 ** players }, (_, set) => {
    let sum = -0.5;
    for (let i = 0; i < players; i++) {
      if (((set >>> i) & 1) === 0) continue;
      sum += main[i]!;
      for (let j = 0; j < i; j++) if ((set >>> j) & 1) sum += second[i * players + j]!;
    }
    return 1 / (1 + Math.exp(-sum));
  });
}

/** Rows of numbers as columns. */
export const columnsOf = (rows: readonly (readonly number[])[]): Rows => ({
  columns: (rows[0] ?? []).map((_, column) => Float64Array.from(rows, (row) => row[column]!)),
  rows: rows.length,
});

/** A model of one output from a function of a row. */
export function modelOf(
  answer: (row: readonly (number | string | null)[]) => number | readonly number[],
  { outputs = 1, batchRows = 64 } = {},
): BlackBox & { readonly sent: number[] } {
  const sent: number[] = [];
  const predict = async (columns: readonly Column[], rows: number) => {
    sent.push(rows);
    return Float64Array.from(
      Array.from({ length: rows }, (_, row) => answer(columns.map((column) => column[row] as number))).flat(),
    );
  };
  return { id: "drawn", outputs, scale: "value", batchRows, predict, sent };
}

/** The function, rows and background that several references share. */
export function logisticOracle({ inputs }: Json, logOdds = false) {
  const { coef, intercept } = inputs as { coef: number[]; intercept: number };
  const answer = (row: readonly (number | string | null)[]): number => {
    const z = row as number[];
    const linear = z.reduce((sum, value, i) => sum + value * coef[i]!, intercept);
    const odds = linear + 0.9 * z[0]! * z[4]! - (z[1]! > 0 ? 0.5 : 0) * z[2]!;
    return logOdds ? odds : 1 / (1 + Math.exp(-odds));
  };
  return answer;
}

export const names = (columns: number): string[] => Array.from({ length: columns }, (_, i) => `x${i}`);

/** The game of a model on rows and background of numbers, each column a player. */
export const gameOn = (model: BlackBox, explained: Rows, background: Rows): Promise<Game> =>
  openGame({ model, players: playersOf(names(explained.columns.length)), background, explained });

/** An ONNX model whose second output has the probability of class 1 in its last column. */
export async function onnxBlackBox(name: string): Promise<{ model: BlackBox; close: () => Promise<void> }> {
  const { loadOnnx } = await import("../../src/models/onnx.js");
  const loaded = await loadOnnx({
    id: name,
    kind: "onnx",
    path: fixturePath("oracles", "models", `${name}.onnx`),
    featureSteps: names(6).map((column) => ({ name: column })),
    output: null,
    threads: 1,
  });
  const numbersOf = ({ score }: Answers): Float64Array => score!;
  const model: BlackBox = {
    id: name,
    outputs: 1,
    scale: "probability",
    batchRows: loaded.batchRows,
    predict: async (columns, rows) => numbersOf(await loaded.predict({ columns, rows })),
    encoded: encodedBox(loaded, numbersOf),
  };
  return { model, close: () => loaded.close() };
}

/** The kind of a failure, or what else happened. */
export async function failureOf(work: () => Promise<unknown>): Promise<string> {
  try {
    await work();
    return "no failure";
  } catch (error) {
    return error instanceof Failure ? `${error.kind}: ${error.message}` : String(error);
  }
}

/** φ of the only row and output. */
export const phiOf = (explanation: { readonly outputs: readonly { readonly values: readonly Float64Array[] }[] }) =>
  explanation.outputs[0]!.values.map((values) => values[0]!);
/** Sum of some numbers. */
export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
