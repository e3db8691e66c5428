import { type Axis, axesUnder } from "./axes.js";
import type { Forest } from "./forest.js";

/**
 * The leaves under a node as functions of a cell, one segment on each axis: with the cell of a row known, what all these leaves give an
 * input is one number of the input's table. Cells are numbered with the first axis running fastest.
 */
export interface Group {
  readonly node: number;
  readonly axes: readonly Axis[];
  readonly cells: number;
  /** Per axis: where its input's table begins in {@link Batch.tables}, by cell. */
  readonly tableAt: readonly number[];
}

/** Groups whose tables lie side by side, so that many of them are added to a row's values in one go. */
export interface Batch {
  readonly groups: readonly Group[];
  readonly tables: Float64Array;
}

/** So few that the tables of one input, and the cells of a block of rows, stay in the processor's second cache. */
export const batchGroups = 64;
/** Numbers in the tables of a batch, but for a batch of one group. */
export const batchTables = 2 ** 18;
/** Cells have numbers of 16 bits. */
export const mostCells = 2 ** 16;

/** Lays out the groups under some nodes, a batch at a time. `tablesFor` has room for so many numbers, all 0, which the next batch takes over. */
export function* batches(
  forest: Forest,
  nodes: Iterable<number>,
  tablesFor: (numbers: number) => Float64Array,
): Generator<Batch> {
  let groups: Group[] = [];
  let numbers = 0;
  for (const node of nodes) {
    const axes = axesUnder(forest, node);
    const cells = axes.reduce((product, { segments }) => product * segments, 1);
    if (cells > mostCells) throw new Error(`${cells} cells under one node: the plan's limits are too wide`);
    const isFull = groups.length === batchGroups || (groups.length > 0 && numbers + axes.length * cells > batchTables);
    if (isFull) {
      yield { groups, tables: tablesFor(numbers) };
      groups = [];
      numbers = 0;
    }
    const start = numbers;
    groups.push({ node, axes, cells, tableAt: axes.map((_, axis) => start + axis * cells) });
    numbers += axes.length * cells;
  }
  if (groups.length > 0) yield { groups, tables: tablesFor(numbers) };
}
