import { type Axis, axesUnder } from "./axes.js";
import { binCount } from "./bins.js";
import type { Forest } from "./forest.js";

/**
 * The leaves under a node as functions of a cell, one segment on each axis: with the cell of a row known, what all these leaves give an
 * input is one number of the input's table. Cells are numbered with the first axis running fastest.
 */
export interface Group {
  readonly node: number;
  readonly axes: readonly Axis[];
  readonly cells: number;
  /** Per axis: where its part of a cell's number begins in {@link Batch.parts}, by bin. */
  readonly partsAt: readonly number[];
  /** Per axis: where its input's table begins in {@link Batch.tables}, by cell. */
  readonly tableAt: readonly number[];
}

/** Groups whose tables lie side by side, so that many of them are added to a row's values in one go. */
export interface Batch {
  readonly groups: readonly Group[];
  readonly parts: Uint16Array;
  readonly tables: Float64Array;
}

/** So few that the tables of one input, and the cells of a block of rows, stay in the processor's second cache. */
const batchGroups = 64;
/** Numbers in the tables of a batch, but for a batch of one group. */
const batchTables = 2 ** 18;
/** Cells have numbers of 16 bits. */
const mostCells = 2 ** 16;

/** Lays out the groups under some nodes, a batch at a time: it is overwritten by the next. */
export function* batches(forest: Forest, nodes: Iterable<number>): Generator<Batch> {
  const room: Room = { parts: new Uint16Array(0), tables: new Float64Array(0) };
  let batch = emptyBatch();
  for (const node of nodes) {
    const axes = axesUnder(forest, node);
    const cells = axes.reduce((product, { segments }) => product * segments, 1);
    if (cells > mostCells) throw new Error(`${cells} cells under one node: the plan's limits are too wide`);
    if (isFull(batch, axes.length * cells)) {
      yield filled(batch, room);
      batch = emptyBatch();
    }
    place(batch, forest, node, axes, cells);
  }
  if (batch.groups.length > 0) yield filled(batch, room);
}

/** A batch while it is laid out: its groups, and the lengths of its arrays. */
interface Layout {
  readonly groups: Group[];
  parts: number;
  tables: number;
}

const emptyBatch = (): Layout => ({ groups: [], parts: 0, tables: 0 });

const isFull = ({ groups, tables }: Layout, more: number): boolean =>
  groups.length === batchGroups || (groups.length > 0 && tables + more > batchTables);

function place(batch: Layout, { bins }: Forest, node: number, axes: readonly Axis[], cells: number): void {
  const partsAt: number[] = [];
  const tableAt: number[] = [];
  for (const { input } of axes) {
    partsAt.push(batch.parts);
    tableAt.push(batch.tables);
    batch.parts += binCount(bins, input);
    batch.tables += cells;
  }
  batch.groups.push({ node, axes, cells, partsAt, tableAt });
}

/** Arrays that one batch leaves to the next. */
interface Room {
  parts: Uint16Array;
  tables: Float64Array;
}

function filled({ groups, parts, tables }: Layout, room: Room): Batch {
  if (room.parts.length < parts) room.parts = new Uint16Array(2 * parts);
  if (room.tables.length < tables) room.tables = new Float64Array(Math.max(tables, batchTables));
  room.tables.fill(0, 0, tables);
  for (const group of groups) fillParts(room.parts, group);
  return { groups, ...room };
}

function fillParts(parts: Uint16Array, { axes, partsAt }: Group): void {
  let stride = 1;
  for (const [place, { segments, segmentOf, edges }] of axes.entries()) {
    const start = partsAt[place]!;
    for (const [run, segment] of segmentOf.entries())
      parts.fill(segment * stride, start + edges[run]!, start + edges[run + 1]!);
    stride *= segments;
  }
}
