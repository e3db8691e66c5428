import { addRows, usualBlock } from "./add-rows.js";
import { batches } from "./batch.js";
import type { Forest } from "./forest.js";
import { addLargeLeaf } from "./large-leaves.js";
import type { LeafRule } from "./leaf-rule.js";
import { type Limits, planner, widest } from "./plan.js";
import type { Codes } from "./refine.js";
import { tabulate } from "./tabulate.js";
import { noValues, type TreeValues } from "./tree-values.js";

/**
 * Values of many rows: the leaves of subtrees are added up in tables by the cell that a row lies in, so that a row costs a few look-ups
 * per tree. Leaf tables are those of Yang 2021 (arXiv 2109.09847); joining them by cells is ours. `codes` are the rows' bins.
 */
export function byTables(
  forest: Forest,
  rule: LeafRule,
  codes: readonly Codes[],
  rows: number,
  limits: Limits = widest,
  block = usualBlock,
): TreeValues {
  const { trees } = forest;
  const { values, base } = noValues(trees, rows);
  const planTree = planner(forest, rows, limits);
  for (let output = 0; output < trees.outputs; output++) {
    const roots = trees.roots.filter((_, tree) => trees.treeOutput[tree] === output);
    for (const root of roots) if (trees.feature[root]! < 0) base[output]! += trees.value[root]!;
    const plans = Array.from(roots, planTree);
    for (const batch of batches(
      forest,
      plans.flatMap(({ tables }) => tables),
    )) {
      base[output]! += tabulate(forest, batch, rule);
      addRows(batch, codes, rows, values[output]!, block);
    }
    for (const leaf of plans.flatMap(({ large }) => large))
      base[output]! += addLargeLeaf(forest, leaf, rule, codes, rows, values[output]!);
  }
  return { values, base };
}
