import { addRows, cellsOf } from "./add-rows.js";
import { type Batch, batchTables } from "./batch.js";
import type { Bins } from "./bins.js";
import { partsOf } from "./parts.js";
import type { Limits } from "./plan.js";
import { mostTabulated } from "./subsets.js";
import type { TableLoops } from "./table-loops.js";

/** Rows that are worked on together: so many that fetching a table is little beside its look-ups, so few that their cells stay near. */
const usualBlock = 8192;

/** The loops as they are meant: what kernels are held against. */
export function plainLoops(bins: Bins, { cells: mostCells }: Limits, block = usualBlock): TableLoops {
  const masks = new Uint16Array(Math.max(1, mostCells));
  const leafTable = new Float64Array(2 ** mostTabulated * mostTabulated);
  let tables = new Float64Array(0);
  let batch: Batch = { groups: [], tables };
  let parts = partsOf(bins, [], new Uint16Array(0));
  return {
    masks,
    leafTable,
    tablesFor: (numbers) => {
      if (tables.length < numbers) tables = new Float64Array(Math.max(numbers, batchTables));
      return tables.fill(0, 0, numbers);
    },
    copyWith: (size, start, bit) => copyWith(masks, size, start, bit),
    addColumn: (start, cells, column, width) => addColumn(tables, start, masks, cells, leafTable, column, width),
    enter: (next) => {
      batch = next;
      parts = partsOf(bins, batch.groups, parts.of);
    },
    cellsOf: (place, codes, rows, cells) =>
      cellsOf(batch.groups[place]!.axes, parts.of, parts.at[place]!, codes, 0, rows, cells, 0),
    addRows: (codes, rows, values) => addRows(batch, parts, codes, rows, values, block),
  };
}

function copyWith(masks: Uint16Array, size: number, start: number, bit: number): void {
  for (let cell = 0; cell < size; cell++) masks[start + cell] = masks[cell]! | bit;
}

function addColumn(
  tables: Float64Array,
  start: number,
  masks: Uint16Array,
  cells: number,
  leafTable: Float64Array,
  column: number,
  width: number,
): void {
  for (let cell = 0; cell < cells; cell++) tables[start + cell]! += leafTable[masks[cell]! * width + column]!;
}
