import type { Batch } from "./batch.js";
import type { Codes } from "./refine.js";

/** The loops over cells and over rows, in which the time goes, with the arrays that they work on. */
export interface TableLoops {
  /** Room for the tables of a batch: so many numbers, all 0. The next call takes it over. */
  tablesFor(numbers: number): Float64Array;
  /** By cell of a group, the conditions that it meets. */
  readonly masks: Uint16Array;
  /** What a leaf gives, as `LeafRule` has it. */
  readonly leafTable: Float64Array;
  /** Writes the first `size` masks once more from mask `start` on, with some bit set; `start` is 0, or not less than `size`. */
  copyWith(size: number, start: number, bit: number): void;
  /** Adds to each of a table's cells, the first of which stands at `start`, the number of its mask in a column of the leaf's table. */
  addColumn(start: number, cells: number, column: number, width: number): void;
  /** Makes ready for the cells and rows of a batch. */
  enter(batch: Batch): void;
  /** Writes the cells of rows in a group of the batch. `codes` are their bins. */
  cellsOf(place: number, codes: readonly Codes[], rows: number, cells: Uint16Array): void;
  /** Adds to each input's values what the leaves of the batch give it, for every row. */
  addRows(codes: readonly Codes[], rows: number, values: readonly Float64Array[]): void;
}
