import type { BlackBox, Rows } from "./black-box.js";
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
  /** Takes answers (rows × outputs) to its slots from `from` on. Those to all slots come in their order. */
  readonly take: (answers: Float64Array, from: number) => void;
}

/** A run of a block's slots, and its place inside a batch. */
export interface Piece {
  readonly block: Pick<Block, "row" | "other" | "slots">;
  readonly from: number;
  readonly take: number;
  readonly at: number;
}

/** Where a batch of mixed rows is put together, piece after piece, and sent from. */
export interface MixingRoom {
  /** Rows that it takes. */
  readonly batchRows: number;
  /** Pieces come in the order of their places. */
  put(piece: Piece): void;
  /** Answers to the first rows: rows × outputs, each a finite number. @throws Failure (unusable) when the model gives others */
  answers(rows: number): Promise<Float64Array>;
}

/** Values of coalitions (see `openGame`), and the number of model rows sent for them. */
export async function mixedValues(
  table: MixedTable,
  room: MixingRoom,
  asks: readonly Ask[],
): Promise<{ values: Float64Array[]; sent: number }> {
  const { outputs } = table.model;
  const values = asks.map(({ coalitions }) => new Float64Array(coalitions.count * outputs));
  let pieces: (Piece & { readonly block: Block })[] = [];
  let [filled, sent] = [0, 0];
  const send = async () => {
    const answers = await room.answers(filled);
    for (const { block, from, take, at } of pieces)
      block.take(answers.subarray(at * outputs, (at + take) * outputs), from);
    sent += filled;
    filled = 0;
    pieces = [];
  };
  for (const block of allBlocks(table, asks, values)) {
    for (let from = 0; from < block.slots.count; ) {
      const take = Math.min(block.slots.count - from, room.batchRows - filled);
      const piece = { block, from, take, at: filled };
      room.put(piece);
      pieces.push(piece);
      filled += take;
      from += take;
      if (filled === room.batchRows) await send();
    }
  }
  if (filled > 0) await send();
  return { values, sent };
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
      const takeInto = slots.count === coalitions.count ? takeDirectly : takeShared(slots, model.outputs);
      const weight = background.weights[other]!;
      const take: Block["take"] = (answers, from) => takeInto(values[index]!, answers, from * model.outputs, weight);
      yield { row, other, slots, take };
    }
  }
}

/** Adds to values what some answers give them, those from place `from` on, times a weight. */
type Take = (values: Float64Array, answers: Float64Array, from: number, weight: number) => void;

/** As many slots as coalitions: each has its own, in their order. */
const takeDirectly: Take = (values, answers, from, weight) => {
  for (let i = 0; i < answers.length; i++) values[from + i]! += weight * answers[i]!;
};

/** Coalitions share slots: waits for the answers to all of these. */
function takeShared({ count, slotOf }: Slots, outputs: number): Take {
  const all = new Float64Array(count * outputs);
  return (values, answers, from, weight) => {
    all.set(answers, from);
    if (from + answers.length < all.length) return;
    for (let coalition = 0; coalition < slotOf.length; coalition++) {
      const slot = slotOf[coalition]! * outputs;
      for (let output = 0; output < outputs; output++)
        values[coalition * outputs + output]! += weight * all[slot + output]!;
    }
  };
}
