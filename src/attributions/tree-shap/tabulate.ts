import type { Batch, Group } from "./batch.js";
import { type Forest, leadsTo, type Path, pathTo } from "./forest.js";
import type { LeafRule } from "./leaf-rule.js";
import { mostTabulated } from "./subsets.js";

const leafTable = new Float64Array(2 ** mostTabulated * mostTabulated);

/** Adds every leaf of a batch to its tables. Returns the mean output of these leaves. */
export function tabulate(forest: Forest, { groups, parts, tables }: Batch, rule: LeafRule): number {
  let mean = 0;
  for (const group of groups) {
    rule.enter(group, parts);
    const masks = new Uint16Array(group.cells);
    for (const leaf of leavesUnder(forest, group.node)) {
      const path = pathTo(forest, leaf);
      fillMasks(masks, forest, group, path);
      mean += rule.fill(leaf, path, masks, leafTable);
      addLeaf(tables, group, path, masks);
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
function fillMasks(masks: Uint16Array, forest: Forest, { axes }: Group, { inputs, steps }: Path): void {
  masks[0] = 0;
  let size = 1;
  for (const { input, segments, samples } of axes) {
    const column = inputs.indexOf(input);
    for (let segment = segments - 1; segment >= 0; segment--) {
      const isMet = column >= 0 && meets(forest, steps[column]!, samples[segment]!);
      copyWith(masks, size, segment, isMet ? 1 << column : 0);
    }
    size *= segments;
  }
}

function meets(forest: Forest, steps: readonly number[], value: number): boolean {
  for (const child of steps) if (!leadsTo(forest, child, value)) return false;
  return true;
}

function copyWith(masks: Uint16Array, size: number, segment: number, bit: number): void {
  const start = segment * size;
  for (let cell = 0; cell < size; cell++) masks[start + cell] = masks[cell]! | bit;
}

function addLeaf(tables: Float64Array, { axes, tableAt }: Group, { inputs }: Path, masks: Uint16Array): void {
  for (let column = 0; column < inputs.length; column++) {
    const axis = axes.findIndex(({ input }) => input === inputs[column]);
    addColumn(tables, tableAt[axis]!, masks, column, inputs.length);
  }
}

function addColumn(tables: Float64Array, start: number, masks: Uint16Array, column: number, width: number): void {
  for (let cell = 0; cell < masks.length; cell++) tables[start + cell]! += leafTable[masks[cell]! * width + column]!;
}
