import type { Cells } from "../core/cells.js";
import type { MetricView } from "./material.js";

/** Sums that cells hold of their rows. */
export const sumColumns = ["n", "w", "w2", "ws", "ws2", "w2s", "w2s2"] as const;

/** Those sums of some cells. */
export type CellSums = Readonly<Record<(typeof sumColumns)[number], Float64Array>>;

/** Cells that each stand for many of other groups or strata: all that is known of them is what their rows were labelled and predicted. */
export function fewCells(cells: Cells, examples: Int32Array, sums: CellSums): Cells {
  const pick = (of: Int32Array): Int32Array => examples.map((i) => of[i]!);
  return {
    ...cells,
    ...sums,
    level: [],
    stratumLevel: [],
    label: pick(cells.label),
    prediction: pick(cells.prediction),
    abstained: cells.abstained && pick(cells.abstained),
    rank: cells.rank && pick(cells.rank),
  };
}

/** A view of all cells as one of these. */
export const fewQuadrants = (view: MetricView, examples: Int32Array): MetricView => ({
  ...view,
  quadrant: Int8Array.from(examples, (i) => view.quadrant[i]!),
});

/** Sums of the cells' values by group. @param groupOf group of each cell; -1: none */
export function sumsByGroup(values: Float64Array, groupOf: Int32Array, size: number): Float64Array {
  const total = new Float64Array(size);
  for (let i = 0; i < groupOf.length; i++) if (groupOf[i]! >= 0) total[groupOf[i]!]! += values[i]!;
  return total;
}
