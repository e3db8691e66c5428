import type { Tip } from "../charts/index.js";
import { plain, type Rich } from "./rich-text.js";
import { dash, type Row } from "./table.js";

/** A row of a table as what is said of it where it is drawn: each cell with the head of its column; empty cells are left out. */
export const tipOf = (
  heads: readonly Rich[],
  { name, cells }: Row,
  more: readonly (readonly [Rich, Rich])[] = [],
): Tip => ({
  name: plain(name),
  facts: [...cells.map((cell, index) => [heads[index + 1] ?? [], cell] as const), ...more]
    .filter(([, cell]) => cell.length > 0 && cell !== dash)
    .map(([head, cell]) => [plain(head), plain(cell)] as const),
});
