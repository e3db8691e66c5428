/** One column of a table: numbers, or texts with null for missing ones. */
type Column = ArrayLike<number> | readonly (string | null)[];

/** Rows in an order that their content alone decides. */
export interface CanonicalOrder {
  /** Numbers of the rows, unit by unit. */
  readonly rows: Int32Array;
  /** Unit of each of these, counted from 0 in this order. */
  readonly unit: Int32Array;
}

/**
 * Orders rows by what they hold, and units by the rows they hold, so that sums and random draws do not depend on the order or
 * the numbering that the data came in. Rows (units) that hold the same are interchangeable.
 * @param columns all columns that matter, equally long
 * @param unit any numbering of the units; null: each row is one
 */
export function canonicalOrder(columns: readonly Column[], unit: Int32Array | null): CanonicalOrder {
  const ranks = ranksOf(columns);
  const members = new Map<number, number[]>();
  for (let row = 0; row < ranks.length; row++) {
    const key = unit === null ? row : unit[row]!;
    const known = members.get(key);
    if (known === undefined) members.set(key, [row]);
    else known.push(row);
  }
  const units = [...members.values()].map((rows) => rows.sort((i, j) => ranks[i]! - ranks[j]!));
  units.sort((a, b) => compareUnits(a, b, ranks));
  return {
    rows: Int32Array.from(units.flat()),
    unit: Int32Array.from(units.flatMap((rows, place) => rows.map(() => place))),
  };
}

/** Equal rows have equal ranks. */
function ranksOf(columns: readonly Column[]): Int32Array {
  const length = columns[0]?.length ?? 0;
  const order = Int32Array.from({ length }, (_, row) => row).sort((i, j) => compareRows(columns, i, j));
  const ranks = new Int32Array(length);
  for (let place = 1; place < length; place++) {
    const [before, row] = [order[place - 1]!, order[place]!];
    ranks[row] = ranks[before]! + (compareRows(columns, before, row) === 0 ? 0 : 1);
  }
  return ranks;
}

function compareRows(columns: readonly Column[], i: number, j: number): number {
  for (const column of columns) {
    const order = compareCells(column[i] ?? null, column[j] ?? null);
    if (order !== 0) return order;
  }
  return 0;
}

/** Missing values (null, NaN) come first. */
function compareCells(a: number | string | null, b: number | string | null): number {
  const [noA, noB] = [isMissing(a), isMissing(b)];
  if (noA || noB) return Number(noB) - Number(noA);
  return a === b ? 0 : (a as number) < (b as number) ? -1 : 1;
}

const isMissing = (cell: number | string | null): boolean => cell === null || Number.isNaN(cell);

function compareUnits(a: readonly number[], b: readonly number[], ranks: Int32Array): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = ranks[a[i]!]! - ranks[b[i]!]!;
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
