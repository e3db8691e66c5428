/** Counts by row and column; all rows equally long. */
export type ContingencyTable = readonly ArrayLike<number>[];

/** Sums of a table of counts. */
export interface Margins {
  /** Sums of the rows and columns that are not empty. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
}

/**
 * Row and column sums, without the empty ones: a group without rows or an outcome that nobody had says nothing about
 * dependence, so it takes no degree of freedom. (SciPy raises instead.)
 */
export function marginsOf(table: ContingencyTable): Margins {
  const rows = table.map((row) => Array.from(row).reduce((sum, count) => sum + count, 0));
  const width = table[0]?.length ?? 0;
  const columns = Array.from({ length: width }, (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  return {
    rows: rows.filter((sum) => sum > 0),
    columns: columns.filter((sum) => sum > 0),
    total: rows.reduce((sum, row) => sum + row, 0),
  };
}

/** One cell with its count and the count expected under independence; cells of empty rows and columns are skipped. */
export type CellVisitor = (observed: number, expected: number) => void;

/** Visits the cells of non-empty rows and columns. */
export function visitCells(table: ContingencyTable, visit: CellVisitor): void {
  for (const [i, expected] of expectedCounts(table).entries()) {
    for (const [j, count] of expected.entries()) if (count > 0) visit(table[i]![j]!, count);
  }
}

/** (rows − 1)(columns − 1) of the non-empty rows and columns; 0 where nothing can be compared. */
export const independenceDegrees = ({ rows, columns }: Margins): number =>
  rows.length < 2 || columns.length < 2 ? 0 : (rows.length - 1) * (columns.length - 1);

/** Counts expected under independence, row total × column total / total; 0 in empty rows and columns. */
export function expectedCounts(table: ContingencyTable): number[][] {
  const rows = table.map((row) => Array.from(row).reduce((sum, count) => sum + count, 0));
  const total = rows.reduce((sum, row) => sum + row, 0);
  const columns = Array.from(table[0] ?? [], (_, j) => table.reduce((sum, row) => sum + row[j]!, 0));
  return rows.map((row) => columns.map((column) => (total === 0 ? 0 : (row * column) / total)));
}
