import { type Kernel, kernel } from "../../models/kernels.js";
import { batches } from "./batch.js";
import type { Forest } from "./forest.js";
import { addLargeLeaf } from "./large-leaves.js";
import type { LeafRule } from "./leaf-rule.js";
import { plainLoops } from "./plain-loops.js";
import { type Limits, planner, widest } from "./plan.js";
import type { Codes } from "./refine.js";
import type { TableLoops } from "./table-loops.js";
import { tabulate } from "./tabulate.js";
import { noValues, type TreeValues } from "./tree-values.js";
import { kernelLoops } from "./wasm/kernel-loops.js";

/** How tables are made and looked up; each is for speed, or for tests. */
export interface Making {
  readonly limits?: Limits;
  /** The loops: those of a kernel, or plain ones where that is null. Both give the same values, to the last bit. */
  readonly loops?: Kernel | null;
  /** Rows that are worked on together. */
  readonly block?: number;
}

/**
 * Values of many rows: the leaves of subtrees are added up in tables by the cell that a row lies in, so that a row costs a few look-ups
 * per tree. Leaf tables are those of Yang 2021 (arXiv 2109.09847); joining them by cells is ours. `codes` are the rows' bins.
 */
export function byTables(
  forest: Forest,
  rule: LeafRule,
  codes: readonly Codes[],
  rows: number,
  { limits = widest, loops: module = kernel("tableLoops"), block }: Making = {},
): TreeValues {
  const { trees } = forest;
  const { values, base } = noValues(trees, rows);
  const planTree = planner(forest, rows, limits);
  const loops: TableLoops =
    (module === null ? null : kernelLoops(forest, limits, module, block)) ?? plainLoops(forest.bins, limits, block);
  for (let output = 0; output < trees.outputs; output++) {
    const roots = trees.roots.filter((_, tree) => trees.treeOutput[tree] === output);
    for (const root of roots) if (trees.feature[root]! < 0) base[output]! += trees.value[root]!;
    const plans = Array.from(roots, planTree);
    const nodes = plans.flatMap(({ tables }) => tables);
    for (const batch of batches(forest, nodes, loops.tablesFor)) {
      loops.enter(batch);
      base[output]! += tabulate(forest, batch, rule, loops);
      loops.addRows(codes, rows, values[output]!);
    }
    for (const leaf of plans.flatMap(({ large }) => large))
      base[output]! += addLargeLeaf(forest, leaf, rule, codes, rows, values[output]!);
  }
  return { values, base };
}
