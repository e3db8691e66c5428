import { answersTo, type BlackBox, type Column, type Rows, roomFor, sliceRows } from "./black-box.js";
import type { DistinctRows } from "./distinct-rows.js";
import type { Ask } from "./game.js";
import type { Player } from "./players.js";
import { type Slots, slotFinder } from "./slots.js";

/** Where mixed rows come from. */
export interface MixedTable {
  readonly model: BlackBox;
  readonly players: readonly Player[];
  readonly background: DistinctRows;
  readonly explained: Rows;
}

/** The mixed rows of one explained and one background row, one per slot; they may be spread over several batches. */
interface Block {
  readonly row: number;
  readonly other: number;
  readonly slots: Slots;
  /** slots × outputs, filled as batches are answered. */
  readonly answers: Float64Array;
  /** Adds the answers, now complete, to the values asked for. */
  readonly done: () => void;
}

/** A run of a block's slots inside a batch. */
interface Piece {
  readonly block: Block;
  readonly from: number;
  readonly take: number;
  readonly at: number;
}

/** Values of coalitions (see `openGame`), and the number of model rows sent for them. */
export async function mixedValues(
  table: MixedTable,
  asks: readonly Ask[],
): Promise<{ values: Float64Array[]; sent: number }> {
  const { model } = table;
  const values = asks.map(({ coalitions }) => new Float64Array(coalitions.count * model.outputs));
  const room = roomFor(table.explained.columns, model.batchRows);
  let pieces: Piece[] = [];
  let [filled, sent] = [0, 0];
  const send = async () => {
    await answerPieces(model, sliceRows(room, 0, filled), filled, pieces);
    sent += filled;
    filled = 0;
    pieces = [];
  };
  for (const block of allBlocks(table, asks, values)) {
    for (let from = 0; from < block.slots.count; ) {
      const take = Math.min(block.slots.count - from, model.batchRows - filled);
      const piece = { block, from, take, at: filled };
      fillPiece(table, room, piece);
      pieces.push(piece);
      filled += take;
      from += take;
      if (filled === model.batchRows) await send();
    }
  }
  if (filled > 0) await send();
  return { values, sent };
}

async function answerPieces(model: BlackBox, columns: readonly Column[], rows: number, pieces: readonly Piece[]) {
  const answers = await answersTo(model, columns, rows);
  const { outputs } = model;
  for (const { block, from, take, at } of pieces) {
    block.answers.set(answers.subarray(at * outputs, (at + take) * outputs), from * outputs);
    if (from + take === block.slots.count) block.done();
  }
}

/** 1 for each player with a column in which the explained and the background row differ. */
function differences({ players, explained, background }: MixedTable, row: number, other: number): Uint8Array {
  return Uint8Array.from(players, ({ columns }) =>
    columns.some((column) => !Object.is(explained.columns[column]![row], background.columns[column]![other])) ? 1 : 0,
  );
}

/** For each ask and each background row all coalitions, those that come to the same once. */
function* allBlocks(table: MixedTable, asks: readonly Ask[], values: readonly Float64Array[]): Generator<Block> {
  const { background, model } = table;
  for (const [index, { row, coalitions }] of asks.entries()) {
    const slotsUnder = slotFinder(coalitions);
    for (let other = 0; other < background.rows; other++) {
      const slots = slotsUnder(differences(table, row, other));
      const answers = new Float64Array(slots.count * model.outputs);
      const done = () => addAnswers(values[index]!, answers, slots.slotOf, background.weights[other]!, model.outputs);
      yield { row, other, slots, answers, done };
    }
  }
}

function addAnswers(
  values: Float64Array,
  answers: Float64Array,
  slotOf: Int32Array,
  weight: number,
  outputs: number,
): void {
  for (let coalition = 0; coalition < slotOf.length; coalition++) {
    const slot = slotOf[coalition]! * outputs;
    for (let output = 0; output < outputs; output++)
      values[coalition * outputs + output]! += weight * answers[slot + output]!;
  }
}

function fillPiece({ players, explained, background }: MixedTable, room: readonly Column[], piece: Piece): void {
  const { block, from, take, at } = piece;
  const { members, count } = block.slots;
  for (const [player, { columns }] of players.entries()) {
    const held = members.subarray(player * count + from, player * count + from + take);
    for (const column of columns) {
      const drawn = background.columns[column]![block.other]!;
      const known = explained.columns[column]![block.row]!;
      const out = room[column]!;
      // One loop for numbers and one for texts, so that the engine compiles each for its kind of array.
      if (out instanceof Float64Array) chooseNumbers(out, at, held, Float64Array.of(drawn as number, known as number));
      else chooseTexts(out as (string | null)[], at, held, [drawn as string | null, known as string | null]);
    }
  }
}

/** `choice` has the value of others and the value of members: looking it up costs no branch, which random coalitions would mispredict. */
function chooseNumbers(out: Float64Array, at: number, members: Uint8Array, choice: Float64Array): void {
  for (let i = 0; i < members.length; i++) out[at + i] = choice[members[i]!]!;
}

function chooseTexts(
  out: (string | null)[],
  at: number,
  members: Uint8Array,
  choice: readonly (string | null)[],
): void {
  for (let i = 0; i < members.length; i++) out[at + i] = choice[members[i]!]!;
}
