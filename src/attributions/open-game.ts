import { usage } from "../core/errors.js";
import { answersToAll, type BlackBox, type Rows } from "./black-box.js";
import { distinctRows } from "./distinct-rows.js";
import type { Game } from "./game.js";
import { mixedColumns } from "./mixed-columns.js";
import { mixedMatrix } from "./mixed-matrix.js";
import { mixedValues } from "./mixed-rows.js";
import type { Player } from "./players.js";

/** A model as a game: what it is asked about. */
export interface GameOptions {
  readonly model: BlackBox;
  readonly players: readonly Player[];
  readonly background: Rows;
  readonly explained: Rows;
}

/**
 * The interventional game of a model: the value of coalition S for row x is the mean, over background rows z, of the model's answer
 * to the row that has the columns of S from x and all others from z. Equal background rows are asked about once, and so are
 * coalitions that differ only in players for which x and z agree.
 * Source: Janzing, Minorics and Blöbaum 2020, arXiv:1910.13413; Lundberg and Lee 2017, arXiv:1705.07874.
 * @throws Failure (usage) without background rows, explained rows or players; (unusable) when an answer is missing or no finite number
 */
export async function openGame({ model, players, background, explained }: GameOptions): Promise<Game> {
  if (background.rows === 0)
    throw usage(
      "an explanation compares with background rows, and there are none; set explain.background to 1 or more",
    );
  if (explained.rows === 0) throw usage("there are no rows to explain; set explain.rows to 1 or more");
  if (players.length === 0) throw usage("the model has no input columns, so there is nothing to explain");
  const distinct = distinctRows(background);
  const output = await answersToAll(model, explained);
  const base = meanAnswer(await answersToAll(model, distinct), distinct.weights, model.outputs);
  const table = { model, players, background: distinct, explained };
  const room = model.encoded === undefined ? mixedColumns(table) : mixedMatrix(table, model.encoded);
  let calls = explained.rows + distinct.rows;
  return {
    players: players.map(({ name }) => name),
    rows: explained.rows,
    outputs: model.outputs,
    scale: model.scale,
    rowsPerValue: distinct.rows,
    base,
    output,
    values: async (asks) => {
      const { values, sent } = await mixedValues(table, room, asks);
      calls += sent;
      return values;
    },
    calls: () => calls,
  };
}

function meanAnswer(answers: Float64Array, weights: Float64Array, outputs: number): Float64Array {
  const mean = new Float64Array(outputs);
  for (let i = 0; i < answers.length; i++) mean[i % outputs]! += weights[Math.floor(i / outputs)]! * answers[i]!;
  return mean;
}
