import { type Kernel, memoryLayout, type Started, started } from "../../../models/kernels.js";
import { columnsOf } from "../add-rows.js";
import { type Batch, batchGroups, batchTables, type Group } from "../batch.js";
import { binCount } from "../bins.js";
import type { Forest } from "../forest.js";
import type { Limits } from "../plan.js";
import type { Codes } from "../refine.js";
import { mostTabulated } from "../subsets.js";
import type { TableLoops } from "../table-loops.js";

/** The functions of table-loops.as, whose comments say what they take. */
interface Functions {
  readonly cellsOfBytes: (changes: number, changesEnd: number, rows: number, cells: number) => void;
  readonly cellsOfWords: (changes: number, changesEnd: number, rows: number, cells: number) => void;
  readonly lookUp: (sums: number, rows: number, lookUps: number, count: number) => void;
  readonly copyWith: (masks: number, size: number, start: number, bit: number) => void;
  readonly addColumn: (table: number, masks: number, cells: number, column: number, rowBytes: number) => void;
}

/** Rows that are worked on together: so few that their cells in all groups of a batch stay in the processor's second cache. */
const usualBlock = 1024;
/** Rows that the kernel takes at once. */
const step = 32;

/** Bytes of a number, a change and a look-up. */
const [numberBytes, changeBytes, lookUpBytes] = [8, 8, 8];

/** Where things begin in the kernel's memory, in bytes. */
interface TableMemory {
  readonly tables: number;
  readonly masks: number;
  readonly leafTable: number;
  /** Where the cells of groups change, for all groups of a batch. */
  readonly changes: number;
  readonly lookUps: number;
  /** By input, the bins of a block of rows. */
  readonly codes: number;
  readonly codesBytes: number;
  /** By group, the cells of a block of rows. */
  readonly cells: number;
  readonly cellsBytes: number;
  /** Of one input, the sums of a block of rows. */
  readonly sums: number;
  readonly end: number;
}

function tableMemory({ trees, bins }: Forest, { cells: mostCells, inputs }: Limits, block: number): TableMemory {
  const { next, end } = memoryLayout();
  const mostNumbers = Math.max(batchTables, mostCells * inputs);
  const binCounts = bins.starts.map((_, input) => binCount(bins, input)).sort((a, b) => b - a);
  const changes = binCounts.slice(0, mostTabulated).reduce((sum, count) => sum + count, 0);
  const [codesBytes, cellsBytes] = [2 * block, 2 * block];
  return {
    tables: next(mostNumbers * numberBytes),
    masks: next(2 * Math.max(1, mostCells)),
    leafTable: next(2 ** mostTabulated * mostTabulated * numberBytes),
    changes: next(batchGroups * changes * changeBytes),
    lookUps: next(batchGroups * mostTabulated * lookUpBytes),
    codes: next(trees.width * codesBytes),
    codesBytes,
    cells: next(batchGroups * cellsBytes),
    cellsBytes,
    sums: next(block * numberBytes),
    end: end(),
  };
}

/** Loops of the kernel; null where what they work on does not fit into its memory or its numbers. */
export function kernelLoops(
  forest: Forest,
  limits: Limits,
  kernel: Kernel,
  wantedBlock = usualBlock,
): TableLoops | null {
  // Bins of inputs with more have 32 bits.
  if (forest.bins.starts.some(({ length }) => length > 0xffff)) return null;
  const block = Math.ceil(wantedBlock / step) * step;
  const memory = tableMemory(forest, limits, block);
  const running = started<Functions>(kernel, memory.end);
  if (running === null) return null;
  const { functions, buffer } = running;
  const tables = new Float64Array(buffer, memory.tables, (memory.masks - memory.tables) / numberBytes);
  let batch: EnteredBatch = { groups: [], columns: new Map() };
  return {
    masks: new Uint16Array(buffer, memory.masks, Math.max(1, limits.cells)),
    leafTable: new Float64Array(buffer, memory.leafTable, 2 ** mostTabulated * mostTabulated),
    tablesFor: (numbers) => tables.fill(0, 0, numbers),
    copyWith: (size, start, bit) => functions.copyWith(memory.masks, size, start, bit),
    addColumn: (start, cells, column, width) =>
      functions.addColumn(
        memory.tables + start * numberBytes,
        memory.masks,
        cells,
        memory.leafTable + column * numberBytes,
        width * numberBytes,
      ),
    enter: (next) => {
      batch = entered(memory, buffer, next);
    },
    cellsOf: (place, codes, rows, cells) => {
      const { inputs } = batch.groups[place]!;
      for (let start = 0; start < rows; start += block) {
        const count = Math.min(block, rows - start);
        for (const input of inputs) loadCodes(memory, buffer, codes[input]!, input, start, count);
        findCells(memory, functions, codes, batch, place, count);
        cells.set(new Uint16Array(buffer, memory.cells + place * memory.cellsBytes, count), start);
      }
    },
    addRows: (codes, rows, values) => {
      const sums = new Float64Array(buffer, memory.sums, block);
      for (let start = 0; start < rows; start += block) {
        const count = Math.min(block, rows - start);
        for (const input of batch.columns.keys()) loadCodes(memory, buffer, codes[input]!, input, start, count);
        for (let place = 0; place < batch.groups.length; place++)
          findCells(memory, functions, codes, batch, place, count);
        for (const [input, { at, length }] of batch.columns) {
          const some = values[input]!.subarray(start, start + count);
          sums.set(some);
          functions.lookUp(memory.sums, count, at, length);
          some.set(count === block ? sums : sums.subarray(0, count));
        }
      }
    },
  };
}

/** A batch, described in the kernel's memory. */
interface EnteredBatch {
  /** Where the changes of a group begin and end, and the inputs that make them. */
  readonly groups: readonly { readonly at: number; readonly end: number; readonly inputs: readonly number[] }[];
  /** Where the look-ups of each input begin, and how many they are. */
  readonly columns: ReadonlyMap<number, { readonly at: number; readonly length: number }>;
}

function entered(memory: TableMemory, buffer: ArrayBuffer, batch: Batch): EnteredBatch {
  const words = new Uint32Array(buffer);
  let free = memory.changes;
  const groups = batch.groups.map((group) => {
    const at = free;
    free = writeChanges(memory, words, group, at);
    return { at, end: free, inputs: group.axes.flatMap(({ input, segments }) => (segments > 1 ? [input] : [])) };
  });
  free = memory.lookUps;
  const columns = new Map(
    [...columnsOf(batch, memory.cellsBytes)].map(([input, { tableAt, cellsAt }]) => {
      const at = free;
      for (const [place, table] of tableAt.entries()) {
        words[free / 4] = memory.tables + table * numberBytes;
        words[free / 4 + 1] = memory.cells + cellsAt[place]!;
        free += lookUpBytes;
      }
      return [input, { at, length: tableAt.length }] as const;
    }),
  );
  return { groups, columns };
}

/** Writes where the cells of a group change; the end of what was written. */
function writeChanges({ codes, codesBytes }: TableMemory, words: Uint32Array, { axes }: Group, start: number): number {
  let at = start / 4;
  let stride = 1;
  for (const { input, segments, segmentOf, edges } of axes) {
    let before = 0;
    for (const [run, segment] of segmentOf.entries()) {
      if (segment === before) continue;
      words[at] = codes + input * codesBytes;
      // What is added has 16 bits, and wraps where it is less than 0.
      words[at + 1] = edges[run]! | (((segment - before) * stride) << 16);
      at += 2;
      before = segment;
    }
    stride *= segments;
  }
  return at * 4;
}

function loadCodes(
  { codes: at, codesBytes }: TableMemory,
  buffer: ArrayBuffer,
  codes: Codes,
  input: number,
  start: number,
  count: number,
): void {
  const room = codes instanceof Uint8Array ? Uint8Array : Uint16Array;
  new room(buffer, at + input * codesBytes, count).set(codes.subarray(start, start + count));
}

function findCells(
  { cells, cellsBytes }: TableMemory,
  { cellsOfBytes, cellsOfWords }: Started<Functions>["functions"],
  codes: readonly Codes[],
  { groups }: EnteredBatch,
  place: number,
  count: number,
): void {
  const { at, end } = groups[place]!;
  const find = codes[0] instanceof Uint8Array ? cellsOfBytes : cellsOfWords;
  find(at, end, count, cells + place * cellsBytes);
}
