import { answersTo, roomFor, sliceRows } from "./black-box.js";
import type { MixedTable, MixingRoom, Piece } from "./mixed-rows.js";

/** Mixes rows in the model's raw columns, which any model takes. */
export function mixedColumns({ model, players, explained, background }: MixedTable): MixingRoom {
  const room = roomFor(explained.columns, model.batchRows);
  const put = ({ block: { row, other, slots }, from, take, at }: Piece): void => {
    for (const [player, { columns }] of players.entries()) {
      const start = player * slots.count + from;
      const held = slots.members.subarray(start, start + take);
      for (const column of columns) {
        const drawn = background.columns[column]![other]!;
        const known = explained.columns[column]![row]!;
        const out = room[column]!;
        // One loop for numbers and one for texts, so that the engine compiles each for its kind of array.
        if (out instanceof Float64Array)
          chooseNumbers(out, at, held, Float64Array.of(drawn as number, known as number));
        else chooseTexts(out as (string | null)[], at, held, [drawn as string | null, known as string | null]);
      }
    }
  };
  return { batchRows: model.batchRows, put, answers: (rows) => answersTo(model, sliceRows(room, 0, rows), rows) };
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
