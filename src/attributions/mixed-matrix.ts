import { type Kernel, kernel, memoryLayout, started } from "../models/kernels.js";
import type { EncodedInputs } from "../models/model.js";
import { answered, type BlackBox, type EncodedBox, type Rows, sliceRows } from "./black-box.js";
import type { MixedTable, MixingRoom, Piece } from "./mixed-rows.js";
import type { Player } from "./players.js";
import type { Slots } from "./slots.js";

/** Neighbouring inputs that are written together, as two words of 64 bits: a quad. Each of them comes from one row or the other. */
const together = 4;
const quadBytes = together * Float32Array.BYTES_PER_ELEMENT;
const choices = 2 ** together;

/**
 * Mixes rows as the model takes them: rows of both tables are encoded by themselves, and each encoded input comes from one of the two rows as the column
 * that it is made of does. For one explained and one background row all choices of four neighbouring inputs are written down
 * first; a mixed row is then copied together from these. Bits are copied, so that numbers stay what they are.
 */
export function mixedMatrix(
  table: MixedTable,
  encoded: EncodedBox,
  module: Kernel | null = kernel("mixing"),
): MixingRoom {
  const { model, players, explained, background } = table;
  const { inputs, batchRows } = encoded;
  const { width } = inputs;
  const quads = Math.ceil(width / together);
  const drawn = single(inputs.encode(background));
  const knownOf = rowEncoder(explained, inputs);
  const { out, choice, copyRows } =
    (module === null ? null : kernelCopier(batchRows, width, module)) ?? plainCopier(batchRows, width);
  const picksFor = pickFinder(inputPlayers(players, inputs.inputColumn), quads);
  const put = ({ block: { row, other, slots }, from, take, at }: Piece): void => {
    writeChoices(choice, knownOf(row), drawn.subarray(other * width), width);
    copyRows(picksFor(slots).subarray(from * quads, (from + take) * quads), at, take);
  };
  const answers = (rows: number) => encodedAnswers(model, encoded, out.subarray(0, rows * width), rows);
  return { batchRows, put, answers };
}

const encodedAnswers = async (
  model: BlackBox,
  { predict }: EncodedBox,
  matrix: Float32Array,
  rows: number,
): Promise<Float64Array> => answered(model, await predict(matrix, rows), rows);

/** In single precision. All that is no number gets the same bits, which no pair of words with others can turn into another number. */
const single = (values: Float64Array): Float32Array =>
  Float32Array.from(values, (value) => (Number.isNaN(value) ? Number.NaN : value));

/** One row at a time, for not all of a large table may be asked about, and one-hot encoding widens it. Blocks in a row mostly have the same row. */
function rowEncoder({ columns }: Rows, inputs: EncodedInputs): (row: number) => Float32Array {
  let last: { row: number; values: Float32Array } | null = null;
  return (row) => {
    if (last?.row !== row)
      last = { row, values: single(inputs.encode({ columns: sliceRows(columns, row, row + 1), rows: 1 })) };
    return last.values;
  };
}

/** The player that each encoded input belongs to. */
function inputPlayers(players: readonly Player[], inputColumn: Int32Array): Int32Array {
  const playerOf = new Map(
    players.flatMap(({ columns }, player) => columns.map((column) => [column, player] as const)),
  );
  return inputColumn.map((column) => playerOf.get(column)!);
}

/** The choice for each quad of each slot, slots × quads: bit k is set where the k-th input is known. Blocks in a row mostly have the same slots. */
function pickFinder(playerOf: Int32Array, quads: number): (slots: Slots) => Uint8Array {
  let last: { slots: Slots; picks: Uint8Array } | null = null;
  return (slots) => {
    if (last?.slots !== slots) last = { slots, picks: picksOf(slots, playerOf, quads) };
    return last.picks;
  };
}

function picksOf({ members, count }: Slots, playerOf: Int32Array, quads: number): Uint8Array {
  const picks = new Uint8Array(count * quads);
  for (const [input, player] of playerOf.entries()) {
    const quad = Math.floor(input / together);
    for (let slot = 0; slot < count; slot++)
      picks[slot * quads + quad]! |= members[player * count + slot]! << (input % together);
  }
  return picks;
}

/** At [(quad × choices + choice) × together + k]: the k-th input of a quad, known where bit k of the choice is set. */
function writeChoices(out: Float32Array, known: Float32Array, drawn: Float32Array, width: number): void {
  for (let input = 0; input < width; input++) {
    const k = input % together;
    const start = (input - k) * choices + k;
    for (let choice = 0; choice < choices; choice++)
      out[start + choice * together] = (((choice >>> k) & 1) === 1 ? known : drawn)[input]!;
  }
}

/** Where rows are copied together, and what does it. */
interface RowCopier {
  /** Rows × width, and room for what the last quad of the last row reaches beyond it. */
  readonly out: Float32Array;
  /** As {@link writeChoices} writes it. */
  readonly choice: Float32Array;
  /** Copies `rows` rows together, from row `at` on: a quad for each of the picks. */
  copyRows(picks: Uint8Array, at: number, rows: number): void;
}

const sizesOf = (batchRows: number, width: number) => {
  const quads = Math.ceil(width / together);
  return { quads, rowBytes: width * Float32Array.BYTES_PER_ELEMENT, numbers: batchRows * width + together };
};

/** Byte order makes no difference to a copy; naming the same one twice lets the engine copy plainly. */
function plainCopier(batchRows: number, width: number): RowCopier {
  const { quads, rowBytes, numbers } = sizesOf(batchRows, width);
  const out = new Float32Array(numbers);
  const choice = new Float32Array(quads * choices * together);
  const [outBits, choiceBits] = [new DataView(out.buffer), new DataView(choice.buffer)];
  const copyRows = (picks: Uint8Array, at: number, rows: number): void => {
    for (let row = 0, pick = 0; row < rows; row++) {
      // The last quad of a row may reach into the next row, which is written after it.
      let to = (at + row) * rowBytes;
      for (let quad = 0; quad < quads; quad++, pick++, to += quadBytes) {
        const bits = (quad * choices + picks[pick]!) * quadBytes;
        outBits.setFloat64(to, choiceBits.getFloat64(bits, true), true);
        outBits.setFloat64(to + 8, choiceBits.getFloat64(bits + 8, true), true);
      }
    }
  };
  return { out, choice, copyRows };
}

/** The function of mixing.as, whose comment says what it takes. */
interface Functions {
  readonly mix: (out: number, rowBytes: number, rows: number, choices: number, picks: number, quads: number) => void;
}

/** The same by a kernel; null where its memory cannot be had. */
function kernelCopier(batchRows: number, width: number, module: Kernel): RowCopier | null {
  const { quads, rowBytes, numbers } = sizesOf(batchRows, width);
  const { next, end } = memoryLayout();
  const outAt = next(numbers * Float32Array.BYTES_PER_ELEMENT);
  const choiceAt = next(quads * choices * quadBytes);
  const picksAt = next(batchRows * quads);
  const running = started<Functions>(module, end());
  if (running === null) return null;
  const { functions, buffer } = running;
  const picksRoom = new Uint8Array(buffer, picksAt, batchRows * quads);
  return {
    out: new Float32Array(buffer, outAt, numbers),
    choice: new Float32Array(buffer, choiceAt, quads * choices * together),
    copyRows: (picks, at, rows) => {
      picksRoom.set(picks);
      functions.mix(outAt + at * rowBytes, rowBytes, rows, choiceAt, picksAt, quads);
    },
  };
}
