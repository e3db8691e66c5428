import type { Batch, Group } from "./batch.js";
import { type Forest, leadsTo, type Path, pathTo } from "./forest.js";
import type { LeafRule } from "./leaf-rule.js";
import type { TableLoops } from "./table-loops.js";

/** Adds every leaf of a batch that the loops have entered to its tables. Returns the mean output of these leaves. */
export function tabulate(forest: Forest, { groups }: Batch, rule: LeafRule, loops: TableLoops): number {
  let mean = 0;
  for (const [place, group] of groups.entries()) {
    rule.enter(group.cells, (codes, rows, cells) => loops.cellsOf(place, codes, rows, cells));
    const masks = loops.masks.subarray(0, group.cells);
    for (const leaf of leavesUnder(forest, group.node)) {
      const path = pathTo(forest, leaf);
      fillMasks(loops, forest, group, path);
      mean += rule.fill(leaf, path, masks, loops.leafTable);
      addLeaf(loops, group, path);
    }
  }
  return mean;
}

function leavesUnder({ trees: { feature, left, right } }: Forest, node: number): number[] {
  const leaves: number[] = [];
  const open = [node];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (feature[at]! < 0) leaves.push(at);
    else open.push(right[at]!, left[at]!);
  }
  return leaves;
}

/** The conditions that each cell meets: the product of the axes, written over itself from the last segment of each to the first. */
function fillMasks(loops: TableLoops, forest: Forest, { axes }: Group, { inputs, steps }: Path): void {
  loops.masks[0] = 0;
  let size = 1;
  for (const { input, segments, samples } of axes) {
    const column = inputs.indexOf(input);
    for (let segment = segments - 1; segment >= 0; segment--) {
      const isMet = column >= 0 && meets(forest, steps[column]!, samples[segment]!);
      loops.copyWith(size, segment * size, isMet ? 1 << column : 0);
    }
    size *= segments;
  }
}

function meets(forest: Forest, steps: readonly number[], value: number): boolean {
  for (const child of steps) if (!leadsTo(forest, child, value)) return false;
  return true;
}

function addLeaf(loops: TableLoops, { axes, cells, tableAt }: Group, { inputs }: Path): void {
  for (let column = 0; column < inputs.length; column++) {
    const axis = axes.findIndex(({ input }) => input === inputs[column]);
    loops.addColumn(tableAt[axis]!, cells, column, inputs.length);
  }
}
