import type { Path } from "./forest.js";
import type { Codes } from "./refine.js";

/** Writes the cell of each of some rows, given their bins by input. */
export type CellFinder = (codes: readonly Codes[], rows: number, cells: Uint16Array) => void;

/** What a leaf gives to the inputs on its path, in expectation over the values of inputs that are not known. */
export interface LeafRule {
  /** Makes ready for the leaves of a group with some number of cells. */
  enter(cells: number, cellsOf: CellFinder): void;
  /**
   * Fills a table by the conditions that a row meets (bit k: those on the k-th input of the path): at [conditions × inputs + k] what the
   * k-th input is given. `masks` has the conditions that each cell of the group meets. Returns what the leaf adds to the mean output.
   */
  fill(leaf: number, path: Path, masks: Uint16Array, table: Float64Array): number;
  /** The same for some sets of conditions alone: at [set × inputs + k]. */
  fillSome(leaf: number, path: Path, met: Uint8Array, given: Float64Array): number;
}
