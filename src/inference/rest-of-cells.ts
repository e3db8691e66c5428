import type { Cells } from "../core/cells.js";
import { groupedBy } from "../core/grouped-by.js";
import { type CellSums, fewCells, fewQuadrants, sumColumns } from "./few-cells.js";
import type { Material, MetricView, Split } from "./material.js";

/** What a metric is estimated from, cut down to one group. */
interface Condensed {
  readonly view: MetricView;
  readonly material: Material;
  readonly split: Split;
}

/** Cells that differ in their group alone, in the order of their groups. */
interface Kind {
  /** One of them. */
  readonly example: number;
  readonly groups: Int32Array;
  /** Sums over the cells before each place, and from each place on; one place more than there are cells. */
  readonly before: CellSums;
  readonly after: CellSums;
}

/**
 * Answers for each group of a split the cells of all others together, as a split of one, for metrics of independent rows that need
 * no distribution. Its time does not grow with the number of groups, and nothing is subtracted, so that a group of huge
 * weights or scores leaves no rounding errors behind.
 * @param left groups that take no part
 */
export function restOfCells(
  view: MetricView,
  material: Material,
  split: Split,
  left: (group: number) => boolean,
): (group: number) => Condensed {
  const { cells } = material.counts;
  const kinds = kindsOf(view, cells, split, left);
  const examples = Int32Array.from(kinds, ({ example }) => example);
  const viewOfKinds = fewQuadrants(view, examples);
  const all = { size: 1, cells: new Int32Array(kinds.length), scores: null };
  return (group) => ({
    view: viewOfKinds,
    material: {
      ...material,
      counts: { ...material.counts, cells: fewCells(cells, examples, sumsWithout(kinds, group)) },
    },
    split: all,
  });
}

function sumsWithout(kinds: readonly Kind[], group: number): CellSums {
  const places = kinds.map(({ groups }) => [firstFrom(groups, group), firstFrom(groups, group + 1)] as const);
  return sumsOf((column) =>
    Float64Array.from(kinds, ({ before, after }, k) => {
      const [from, to] = places[k]!;
      return before[column][from]! + after[column][to]!;
    }),
  );
}

/** The first place whose group is not below the given one. */
function firstFrom(groups: Int32Array, group: number): number {
  let [from, to] = [0, groups.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (groups[middle]! < group) from = middle + 1;
    else to = middle;
  }
  return from;
}

function kindsOf(view: MetricView, cells: Cells, split: Split, left: (group: number) => boolean): Kind[] {
  const taking = [...split.cells.keys()].filter((i) => split.cells[i]! >= 0 && !left(split.cells[i]!));
  const alike = [view.quadrant, cells.label, cells.prediction, cells.abstained, cells.rank];
  const members = groupedBy(taking, (i) => alike.map((of) => of?.[i]).join());
  return [...members.values()].map((same) => kindOf(cells, split, same));
}

function kindOf(cells: Cells, split: Split, members: readonly number[]): Kind {
  const order = [...members].sort((i, j) => split.cells[i]! - split.cells[j]! || i - j);
  const [before, after] = [1, 2].map(() => sumsOf(() => new Float64Array(order.length + 1))) as [CellSums, CellSums];
  for (const column of sumColumns) {
    const of = cells[column];
    for (let i = 0; i < order.length; i++) before[column][i + 1] = before[column][i]! + of[order[i]!]!;
    for (let i = order.length - 1; i >= 0; i--) after[column][i] = after[column][i + 1]! + of[order[i]!]!;
  }
  return { example: order[0]!, groups: Int32Array.from(order, (i) => split.cells[i]!), before, after };
}

const sumsOf = (of: (column: keyof CellSums) => Float64Array): CellSums =>
  Object.fromEntries(sumColumns.map((column) => [column, of(column)])) as CellSums;
