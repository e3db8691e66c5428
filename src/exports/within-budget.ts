/** Lines that stand together: those of a table, between its head and its end. */
export interface Block {
  readonly head: readonly string[];
  readonly rows: readonly string[];
  readonly end: readonly string[];
}

const bytesOf = (lines: readonly string[]): number => lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);

/**
 * As many rows as there is room for, the first blocks' first: later ones are the less important.
 * @param budget in bytes of UTF-8, line ends included
 * @returns the lines, and how many rows were left out
 */
export function withinBudget(blocks: readonly Block[], budget: number): { lines: string[]; left: number } {
  let room = budget;
  let left = 0;
  const lines = blocks.flatMap(({ head, rows, end }) => {
    const frame = bytesOf(head) + bytesOf(end);
    const count = room < frame ? 0 : fitting(rows, room - frame);
    left += rows.length - count;
    if (room < frame || (count === 0 && rows.length > 0)) return [];
    const taken = rows.slice(0, count);
    room -= frame + bytesOf(taken);
    return [...head, ...taken, ...end];
  });
  return { lines, left };
}

/** How many of the rows, from the first, take no more than so many bytes. */
function fitting(rows: readonly string[], budget: number): number {
  let used = 0;
  const at = rows.findIndex((row) => {
    used += Buffer.byteLength(row) + 1;
    return used > budget;
  });
  return at === -1 ? rows.length : at;
}
