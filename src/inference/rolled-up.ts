import type { Cells } from "../core/cells.js";
import { type CellSums, fewCells, fewQuadrants, sumColumns, sumsByGroup } from "./few-cells.js";
import type { GroupTable } from "./group-table.js";
import type { Material, MetricView, Split } from "./material.js";

/** What the metrics of a table are estimated from. */
export interface RolledUp {
  readonly material: Material;
  /** A view of all cells as one of these. */
  readonly view: (view: MetricView) => MetricView;
  /** The table's split of all cells as one of these. */
  readonly split: (split: Split) => Split;
}

/**
 * Puts cells together that a table cannot tell apart: of one group, and alike in label, prediction, abstention and rank. Of all the
 * combinations of attributes and strata that were counted a few per group are left, over which every metric then walks. Where
 * units are named all cells stay, as profiles number them.
 */
export function rolledUp(material: Material): (table: GroupTable) => RolledUp {
  const { cells, units } = material.counts;
  if (units !== null) return () => ({ material, view: (view) => view, split: (split) => split });
  const kinds = kindsOf(cells);
  return ({ cellGroup }) => {
    const { firsts, cellOf } = distinct(cellGroup, kinds);
    // Without weights or scores some columns are one and the same.
    const columns = [...new Set(sumColumns.map((name) => cells[name]))];
    const added = new Map(columns.map((column) => [column, sumsByGroup(column, cellOf, firsts.length)]));
    const sums = Object.fromEntries(sumColumns.map((name) => [name, added.get(cells[name])])) as CellSums;
    return {
      material: { ...material, counts: { ...material.counts, cells: fewCells(cells, firsts, sums) } },
      view: (view) => fewQuadrants(view, firsts),
      split: (split) => ({ ...split, cells: firsts.map((i) => split.cells[i]!) }),
    };
  };
}

/** Numbers of what a cell's rows have in common beside their groups and strata. */
interface Kinds {
  readonly of: Int32Array;
  readonly size: number;
}

function kindsOf({ label, prediction, abstained, rank }: Cells): Kinds {
  const numbers = new Map<string, number>();
  const of = label.map((_, i) => {
    const key = `${label[i]} ${prediction[i]} ${abstained?.[i]} ${rank?.[i]}`;
    const number = numbers.get(key) ?? numbers.size;
    if (number === numbers.size) numbers.set(key, number);
    return number;
  });
  return { of, size: numbers.size };
}

/** The first cell of each group and kind, and the place there of every cell; -1: in no group. */
function distinct(cellGroup: Int32Array, kinds: Kinds): { firsts: Int32Array; cellOf: Int32Array } {
  const places = new Map<number, number>();
  const firsts: number[] = [];
  const cellOf = cellGroup.map((group, i) => {
    if (group < 0) return -1;
    const key = group * kinds.size + kinds.of[i]!;
    const place = places.get(key) ?? firsts.push(i) - 1;
    if (place === places.size) places.set(key, place);
    return place;
  });
  return { firsts: Int32Array.from(firsts), cellOf };
}
