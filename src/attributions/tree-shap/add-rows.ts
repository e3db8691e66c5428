import type { Axis } from "./axes.js";
import type { Batch } from "./batch.js";
import type { Parts } from "./parts.js";
import type { Codes } from "./refine.js";

/** Adds to each input's values what the leaves of a batch give it, for every row. */
export function addRows(
  batch: Batch,
  parts: Parts,
  codes: readonly Codes[],
  rows: number,
  values: readonly Float64Array[],
  block: number,
): void {
  const { groups, tables } = batch;
  const cells = new Uint16Array(groups.length * block);
  const columns = columnsOf(batch, block);
  for (let start = 0; start < rows; start += block) {
    const count = Math.min(block, rows - start);
    for (const [place, { axes }] of groups.entries())
      cellsOf(axes, parts.of, parts.at[place]!, codes, start, count, cells, place * block);
    for (const [input, lookups] of columns) lookUp(values[input]!, start, count, tables, cells, lookups);
  }
}

/** Several tables at once, for each pass over the sums costs as much as a look-up. */
function lookUp(
  sums: Float64Array,
  start: number,
  count: number,
  tables: Float64Array,
  cells: Uint16Array,
  lookups: Lookups,
): void {
  const { length } = lookups.tableAt;
  let place = 0;
  for (; place + 8 <= length; place += 8) addEight(sums, start, count, tables, cells, lookups, place);
  for (; place + 2 <= length; place += 2) addTwo(sums, start, count, tables, cells, lookups, place);
  if (place < length) addOne(sums, start, count, tables, cells, lookups, place);
}

/** Where an input's tables begin, and the cells that they are looked up by. */
interface Lookups {
  readonly tableAt: number[];
  readonly cellsAt: number[];
}

/** The tables of each input, with `block` cells for each group. */
export function columnsOf({ groups }: Batch, block: number): Map<number, Lookups> {
  const columns = new Map<number, Lookups>();
  for (const [place, { axes, tableAt }] of groups.entries()) {
    for (const [axis, { input }] of axes.entries()) {
      const lookups = columns.get(input) ?? { tableAt: [], cellsAt: [] };
      columns.set(input, lookups);
      lookups.tableAt.push(tableAt[axis]!);
      lookups.cellsAt.push(place * block);
    }
  }
  return columns;
}

/** The cells of rows from `first` on, written from `at` on. */
export function cellsOf(
  axes: readonly Axis[],
  parts: Uint16Array,
  partsAt: readonly number[],
  codes: readonly Codes[],
  first: number,
  count: number,
  cells: Uint16Array,
  at: number,
): void {
  const used = axes.flatMap(({ input, segments }, place) =>
    segments > 1 ? [{ start: partsAt[place]!, codes: codes[input]! }] : [],
  );
  cells.fill(0, at, at + count);
  let place = 0;
  for (; place + 6 <= used.length; place += 6) addSixParts(cells, at, count, parts, used, place, first);
  for (; place + 2 <= used.length; place += 2) addTwoParts(cells, at, count, parts, used, place, first);
  if (place < used.length) addPart(cells, at, count, parts, used, place, first);
}

/** Where the parts of an axis begin, and the rows' bins on it. */
interface PartsOfAxis {
  readonly start: number;
  readonly codes: Codes;
}

function addSixParts(
  cells: Uint16Array,
  at: number,
  count: number,
  parts: Uint16Array,
  used: readonly PartsOfAxis[],
  place: number,
  first: number,
): void {
  const { start: start0, codes: codes0 } = used[place]!;
  const { start: start1, codes: codes1 } = used[place + 1]!;
  const { start: start2, codes: codes2 } = used[place + 2]!;
  const { start: start3, codes: codes3 } = used[place + 3]!;
  const { start: start4, codes: codes4 } = used[place + 4]!;
  const { start: start5, codes: codes5 } = used[place + 5]!;
  for (let row = 0; row < count; row++) {
    cells[at + row]! +=
      parts[start0 + codes0[first + row]!]! +
      parts[start1 + codes1[first + row]!]! +
      parts[start2 + codes2[first + row]!]! +
      parts[start3 + codes3[first + row]!]! +
      parts[start4 + codes4[first + row]!]! +
      parts[start5 + codes5[first + row]!]!;
  }
}

function addTwoParts(
  cells: Uint16Array,
  at: number,
  count: number,
  parts: Uint16Array,
  used: readonly PartsOfAxis[],
  place: number,
  first: number,
): void {
  const { start: start0, codes: codes0 } = used[place]!;
  const { start: start1, codes: codes1 } = used[place + 1]!;
  for (let row = 0; row < count; row++) {
    cells[at + row]! += parts[start0 + codes0[first + row]!]! + parts[start1 + codes1[first + row]!]!;
  }
}

function addPart(
  cells: Uint16Array,
  at: number,
  count: number,
  parts: Uint16Array,
  used: readonly PartsOfAxis[],
  place: number,
  first: number,
): void {
  const { start: start0, codes: codes0 } = used[place]!;
  for (let row = 0; row < count; row++) {
    cells[at + row]! += parts[start0 + codes0[first + row]!]!;
  }
}

function addEight(
  sums: Float64Array,
  start: number,
  count: number,
  tables: Float64Array,
  cells: Uint16Array,
  { tableAt, cellsAt }: Lookups,
  place: number,
): void {
  const table0 = tableAt[place]!;
  const table1 = tableAt[place + 1]!;
  const table2 = tableAt[place + 2]!;
  const table3 = tableAt[place + 3]!;
  const table4 = tableAt[place + 4]!;
  const table5 = tableAt[place + 5]!;
  const table6 = tableAt[place + 6]!;
  const table7 = tableAt[place + 7]!;
  const cell0 = cellsAt[place]!;
  const cell1 = cellsAt[place + 1]!;
  const cell2 = cellsAt[place + 2]!;
  const cell3 = cellsAt[place + 3]!;
  const cell4 = cellsAt[place + 4]!;
  const cell5 = cellsAt[place + 5]!;
  const cell6 = cellsAt[place + 6]!;
  const cell7 = cellsAt[place + 7]!;
  for (let row = 0; row < count; row++) {
    sums[start + row]! +=
      tables[table0 + cells[cell0 + row]!]! +
      tables[table1 + cells[cell1 + row]!]! +
      tables[table2 + cells[cell2 + row]!]! +
      tables[table3 + cells[cell3 + row]!]! +
      tables[table4 + cells[cell4 + row]!]! +
      tables[table5 + cells[cell5 + row]!]! +
      tables[table6 + cells[cell6 + row]!]! +
      tables[table7 + cells[cell7 + row]!]!;
  }
}

function addTwo(
  sums: Float64Array,
  start: number,
  count: number,
  tables: Float64Array,
  cells: Uint16Array,
  { tableAt, cellsAt }: Lookups,
  place: number,
): void {
  const table0 = tableAt[place]!;
  const table1 = tableAt[place + 1]!;
  const cell0 = cellsAt[place]!;
  const cell1 = cellsAt[place + 1]!;
  for (let row = 0; row < count; row++) {
    sums[start + row]! += tables[table0 + cells[cell0 + row]!]! + tables[table1 + cells[cell1 + row]!]!;
  }
}

function addOne(
  sums: Float64Array,
  start: number,
  count: number,
  tables: Float64Array,
  cells: Uint16Array,
  { tableAt, cellsAt }: Lookups,
  place: number,
): void {
  const table0 = tableAt[place]!;
  const cell0 = cellsAt[place]!;
  for (let row = 0; row < count; row++) {
    sums[start + row]! += tables[table0 + cells[cell0 + row]!]!;
  }
}
