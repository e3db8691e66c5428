import { conditionsMet } from "./conditions.js";
import { type Forest, pathTo } from "./forest.js";
import type { LeafRule } from "./leaf-rule.js";
import type { Codes } from "./refine.js";

/**
 * Adds to each input's values what one leaf gives it, worked out once for each set of conditions that some row meets. Returns what the
 * leaf adds to the mean output.
 */
export function addLargeLeaf(
  forest: Forest,
  leaf: number,
  rule: LeafRule,
  codes: readonly Codes[],
  rows: number,
  values: readonly Float64Array[],
): number {
  const path = pathTo(forest, leaf);
  const width = path.inputs.length;
  const { classes, count, met } = conditionsMet(forest, path, codes, rows);
  const given = new Float64Array(count * width);
  const mean = rule.fillSome(leaf, path, met, given);
  for (const [place, input] of path.inputs.entries()) addGiven(values[input]!, given, classes, place, width);
  return mean;
}

function addGiven(sums: Float64Array, given: Float64Array, classes: Int32Array, place: number, width: number): void {
  for (let row = 0; row < classes.length; row++) sums[row]! += given[classes[row]! * width + place]!;
}
